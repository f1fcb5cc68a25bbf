package io.muster.epr.endpoint;

/**
 * Which endpoints are wanted, as a part of a WHERE clause over the table {@code endpoint}, whose columns it names with
 * that qualifier.
 */
@FunctionalInterface
public interface Condition {

    /** The SQL; every value goes through {@code parameters}, never into the text. */
    String sql(SqlParameters parameters);
}
