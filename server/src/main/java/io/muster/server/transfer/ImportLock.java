package io.muster.server.transfer;

import io.muster.platform.postgres.Database;
import io.muster.server.StartFailure;
import java.util.function.Supplier;

/**
 * One import at a time in a database: two of the same file would each register the endpoints whose IDs are made. And a
 * batch of an import that was killed may still be under way in PostgreSQL, which is waited for.
 */
final class ImportLock {

    /** The beginning of "muster"; apart from the numbers that anybody else would think of. */
    private static final int SPACE = 0x6d757374;

    private static final int IMPORT = 1;
    private static final int BATCH = 2;

    private ImportLock() {}

    static <T> T holding(Database register, Supplier<T> work) {
        return register.inTransaction(tx -> {
            tx.script("SET LOCAL idle_in_transaction_session_timeout = 0");
            boolean free = tx.query("SELECT pg_try_advisory_xact_lock($1, $2)", SPACE, IMPORT)
                    .iterator()
                    .next()
                    .getBoolean(0);
            if (!free) {
                throw new StartFailure("another import is at work on this database", "wait until it is done");
            }
            register.inTransaction(straggler -> {
                inBatch(straggler);
                return true;
            });
            return work.get();
        });
    }

    static void inBatch(Database.Transaction tx) {
        tx.query("SELECT pg_advisory_xact_lock($1, $2)", SPACE, BATCH);
    }
}
