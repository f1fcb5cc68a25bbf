package io.muster.platform.feed;

import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Lets an operator's transaction change what the owner of a feed partition keeps, such as membership.
 *
 * <p>The lease is taken away and ended in the same transaction. Until it commits, no owner can store anything in the
 * partition; afterwards the former owner fails its proof of ownership, takes the partition anew and decides again on what
 * the operator has left. So neither overwrites the other, and nobody waits longer than this transaction lasts.
 */
public final class Takeover {

    private static final int ATTEMPTS = 20;

    private Takeover() {}

    /** Runs {@code work}, which should be short, in such a transaction; repeats it when another one got in the way. */
    public static <T> T transaction(Database database, int partition, Function<Database.Transaction, T> work) {
        return repeatedly(database, tx -> {
            tx.update("UPDATE feed_lease SET owner = '', until = '-infinity' WHERE partition = $1", (short) partition);
            return work.apply(tx);
        });
    }

    /**
     * The same for all partitions at once.
     *
     * @param preparation what may take long: nothing is taken over yet
     * @param work is given what was prepared; should be short
     */
    public static <T> void ofAll(
            Database database,
            Function<Database.Transaction, T> preparation,
            BiConsumer<Database.Transaction, T> work) {
        repeatedly(database, tx -> {
            T prepared = preparation.apply(tx);
            tx.update("""
                    UPDATE feed_lease SET owner = '', until = '-infinity'
                    WHERE partition IN (SELECT partition FROM feed_lease ORDER BY partition FOR UPDATE)""");
            work.accept(tx, prepared);
            return true;
        });
    }

    private static <T> T repeatedly(Database database, Function<Database.Transaction, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return database.inTransaction(work);
            } catch (DatabaseFailure failure) {
                if (!failure.retryable() || attempt >= ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }
}
