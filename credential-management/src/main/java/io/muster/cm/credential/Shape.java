package io.muster.cm.credential;

import io.vertx.sqlclient.Row;
import java.util.function.Function;

/**
 * How one kind of credential is stored.
 *
 * @param kind name of the kind in refusals, such as {@code endpoint token}
 * @param table table, with the columns that all kinds share
 * @param id column of the ID
 * @param read reads a row
 * @param announcement SQL that selects {@code partition, kind, subject, body} of change records from the common table
 *     expression {@code gone}, which has the columns of the table
 */
public record Shape<C extends Credential>(
        String kind, String table, String id, Function<Row, C> read, String announcement) {}
