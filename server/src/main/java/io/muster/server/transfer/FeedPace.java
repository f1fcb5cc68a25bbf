package io.muster.server.transfer;

import io.muster.platform.feed.ParkedRecords;
import io.muster.platform.postgres.Database;
import io.muster.server.StartFailure;

/**
 * Keeps an import from running far ahead of the replicas that publish its changes: what waits would make the changes of
 * everybody else wait too. Where no replica is at work nobody waits.
 */
final class FeedPace {

    private static final int BATCHES_PER_LOOK = 10;
    private static final long PAUSE_MILLIS = 250;

    private final Database register;
    private final long most;
    private final ImportListener listener;
    private int batches;

    FeedPace(Database register, long most, ImportListener listener) {
        this.register = register;
        this.most = most;
        this.listener = listener;
    }

    /** Called after each batch; returns when the next one is welcome. */
    void keep() {
        if (++batches % BATCHES_PER_LOOK != 0) {
            return;
        }
        for (long waiting = waiting(); waiting > most; waiting = waiting()) {
            listener.waiting(waiting);
            pause();
        }
    }

    private long waiting() {
        boolean atWork = register.query("SELECT EXISTS (SELECT FROM feed_replica WHERE until > now())")
                .iterator()
                .next()
                .getBoolean(0);
        return atWork ? new ParkedRecords(register).backlog().waiting() : 0;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("the import was interrupted", "run it again, which goes on where it stopped");
        }
    }
}
