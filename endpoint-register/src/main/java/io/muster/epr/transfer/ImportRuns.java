package io.muster.epr.transfer;

import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of imports. An import notes how far it is in the transaction of each batch, so that what is noted and what is
 * registered never differ, whatever is killed.
 */
public final class ImportRuns {

    private static final String COLUMNS =
            "import_id, read, prefix_hash, lines, registered, refused, tokens_length, errors_length";

    private final Database database;

    /** @param database schema must be that of EPR */
    public ImportRuns(Database database) {
        this.database = database;
    }

    /** All that are known, those that are furthest first; what was not touched for 90 days is forgotten. */
    public List<ImportRun> all() {
        database.update("DELETE FROM import_run WHERE updated_at < now() - interval '90 days'");
        List<ImportRun> runs = new ArrayList<>();
        for (Row row : database.query("SELECT " + COLUMNS + " FROM import_run ORDER BY read DESC, updated_at DESC")) {
            runs.add(new ImportRun(
                    row.getUUID(0),
                    row.getLong(1),
                    new PrefixHash(row.getString(2)),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7)));
        }
        return runs;
    }

    /** Forgets one, so that its file can be imported from its first line again. */
    public void forget(ImportRun run) {
        database.update("DELETE FROM import_run WHERE import_id = $1", run.id());
    }

    /**
     * Notes a step.
     *
     * @return whether {@code before} is still how far it is; otherwise somebody else continues the same import
     */
    public static boolean advance(Database.Transaction tx, ImportRun before, ImportRun after) {
        return tx.update(
                        "INSERT INTO import_run AS r (" + COLUMNS + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                                + " ON CONFLICT (import_id) DO UPDATE SET read = excluded.read,"
                                + " prefix_hash = excluded.prefix_hash, lines = excluded.lines,"
                                + " registered = excluded.registered, refused = excluded.refused,"
                                + " tokens_length = excluded.tokens_length, errors_length = excluded.errors_length,"
                                + " updated_at = clock_timestamp() WHERE r.read = $9",
                        after.id(),
                        after.read(),
                        after.prefixHash().hex(),
                        after.lines(),
                        after.registered(),
                        after.refused(),
                        after.tokensLength(),
                        after.errorsLength(),
                        before.read())
                == 1;
    }
}
