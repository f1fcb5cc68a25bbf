package io.muster.epr.membership;

import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Set;

/** Removes, in steps, the members that an older query or a deleted filter has left in a partition. */
final class Removal {

    private static final int CHUNK = 5_000;

    private final Database database;
    private final FilterRoster roster;

    Removal(Database database, FilterRoster roster) {
        this.database = database;
        this.roster = roster;
    }

    void step(Evaluations.Turn turn, FeedProcessor.Guard guard) {
        String filterId = turn.filterIds().getFirst();
        int partition = turn.partitions().iterator().next();
        Progress known = roster.progress(filterId, partition).orElseThrow();
        boolean finished = database.inTransaction(tx -> {
            guard.check(tx, Set.of(partition));
            expect(tx, filterId, partition, known);
            return remove(tx, filterId, partition) < CHUNK && finish(tx, filterId, partition, known);
        });
        if (!finished) {
            return;
        }
        if (known.phase() == Phase.DROP) {
            roster.dropped(filterId, turn.application(), partition);
        } else {
            roster.set(filterId, turn.application(), partition, new Progress(known.generation(), Phase.SCAN, ""));
        }
    }

    /** Holds off users, and fails when one of them has changed the filter meanwhile. */
    private static void expect(Database.Transaction tx, String filterId, int partition, Progress known) {
        RowSet<Row> rows = tx.query(
                """
                SELECT FROM filter_partition
                WHERE filter_id = $1 AND partition = $2 AND generation = $3 AND phase = $4 FOR UPDATE""",
                filterId,
                (short) partition,
                known.generation(),
                known.phase().text());
        if (rows.size() != 1) {
            throw new FeedProcessor.DecideAgain("Filter " + filterId + " was changed meanwhile");
        }
    }

    private static int remove(Database.Transaction tx, String filterId, int partition) {
        return tx.update("""
                DELETE FROM filter_member WHERE ctid = ANY (ARRAY(
                  SELECT ctid FROM filter_member WHERE filter_id = $1 AND partition = $2 LIMIT $3))""", filterId, (short) partition, (long) CHUNK);
    }

    private static boolean finish(Database.Transaction tx, String filterId, int partition, Progress known) {
        if (known.phase() == Phase.CLEAR) {
            tx.update(
                    "UPDATE filter_partition SET phase = 'scan', cursor = '' WHERE filter_id = $1 AND partition = $2",
                    filterId,
                    (short) partition);
            return true;
        }
        tx.update("DELETE FROM filter_partition WHERE filter_id = $1 AND partition = $2", filterId, (short) partition);
        // Owners of other partitions may be finishing at this moment: the lock makes one of them the last.
        tx.query("SELECT FROM filter WHERE filter_id = $1 FOR UPDATE", filterId);
        Row rest = tx.query("SELECT count(*) FROM filter_partition WHERE filter_id = $1", filterId)
                .iterator()
                .next();
        if (rest.getLong(0) == 0) {
            tx.update("DELETE FROM filter WHERE filter_id = $1 AND status = 'deleted'", filterId);
        }
        return true;
    }
}
