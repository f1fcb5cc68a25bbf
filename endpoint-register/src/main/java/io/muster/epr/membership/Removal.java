package io.muster.epr.membership;

import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import java.util.Set;

/** Removes, in steps, the members that older queries or deleted filters have left. */
final class Removal {

    private static final int CHUNK = 5_000;

    private final Database database;
    private final FilterRoster roster;

    Removal(Database database, FilterRoster roster) {
        this.database = database;
        this.roster = roster;
    }

    void step(Evaluations.Turn turn, FeedProcessor.Guard guard) {
        String[] filters = turn.filterIds().toArray(String[]::new);
        Short[] partitions = Partitions.array(turn.partitions());
        boolean finished = database.inTransaction(tx -> {
            guard.check(tx, turn.partitions());
            ProgressTable.lock(
                    tx, Set.copyOf(turn.filterIds()), turn.partitions(), (place, now) -> stands(turn, place, now));
            return remove(tx, filters, partitions) < CHUNK && finish(tx, turn.phase(), filters, partitions);
        });
        if (finished) {
            turn.filterIds()
                    .forEach(filter -> turn.partitions().forEach(partition -> removed(turn, filter, partition)));
        }
    }

    private boolean stands(Evaluations.Turn turn, ProgressTable.Place place, Progress now) {
        return now.phase() == turn.phase()
                && roster.progress(place.filterId(), place.partition())
                        .map(known -> known.generation() == now.generation())
                        .orElse(false);
    }

    private void removed(Evaluations.Turn turn, String filter, int partition) {
        if (turn.phase() == Phase.DROP) {
            roster.dropped(filter, turn.application(), partition);
        } else {
            Progress known = roster.progress(filter, partition).orElseThrow();
            roster.set(filter, turn.application(), partition, new Progress(known.generation(), Phase.SCAN, ""));
        }
    }

    private static int remove(Database.Transaction tx, String[] filters, Short[] partitions) {
        return tx.update("""
                DELETE FROM filter_member WHERE ctid = ANY (ARRAY(
                  SELECT ctid FROM filter_member WHERE filter_id = ANY ($1) AND partition = ANY ($2) LIMIT $3))""", filters, partitions, (long) CHUNK);
    }

    private static boolean finish(Database.Transaction tx, Phase phase, String[] filters, Short[] partitions) {
        if (phase == Phase.CLEAR) {
            tx.update("""
                    UPDATE filter_partition SET phase = 'scan', cursor = ''
                    WHERE filter_id = ANY ($1) AND partition = ANY ($2)""", filters, partitions);
            return true;
        }
        tx.update(
                "DELETE FROM filter_partition WHERE filter_id = ANY ($1) AND partition = ANY ($2)",
                filters,
                partitions);
        // Owners of other partitions may be finishing at this moment: the lock makes one of them the last.
        tx.query("SELECT FROM filter WHERE filter_id = ANY ($1) ORDER BY filter_id FOR UPDATE", (Object) filters);
        tx.update("""
                DELETE FROM filter WHERE filter_id = ANY ($1) AND status = 'deleted' AND NOT EXISTS (
                  SELECT FROM filter_partition rest WHERE rest.filter_id = filter.filter_id)""", (Object) filters);
        return true;
    }
}
