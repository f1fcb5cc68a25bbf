package io.muster.platform.feed;

import io.muster.platform.postgres.Database;

/**
 * Lets an operator's transaction change what the owner of a feed partition keeps, such as membership.
 *
 * <p>The lease is taken away and ended in the same transaction. Until it commits, no owner can store anything in the
 * partition; afterwards the former owner fails its proof of ownership, takes the partition anew and decides again on what
 * the operator has left. So neither overwrites the other, and nobody waits longer than this transaction lasts.
 */
public final class Takeover {

    private Takeover() {}

    /** Must be the first statement of the transaction, which should be short. */
    public static void of(Database.Transaction tx, int partition) {
        tx.update("UPDATE feed_lease SET owner = '', until = '-infinity' WHERE partition = $1", (short) partition);
    }
}
