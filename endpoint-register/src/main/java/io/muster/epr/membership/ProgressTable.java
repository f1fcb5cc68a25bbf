package io.muster.epr.membership;

import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** How far filters are scanned, as it is stored. */
final class ProgressTable {

    private ProgressTable() {}

    /** A filter in one feed partition. */
    record Place(String filterId, int partition) {}

    /**
     * Holds off users who would change or delete one of the filters until the transaction ends.
     *
     * @param filters by ID
     * @param cursor where all of them stand
     * @throws FeedProcessor.DecideAgain when one of them does not stand there
     */
    static void lock(
            Database.Transaction tx, Map<String, KnownFilter> filters, Set<Integer> partitions, String cursor) {
        lock(tx, filters.keySet(), partitions, (place, now) -> {
            KnownFilter filter = filters.get(place.filterId());
            return filter != null && now.equals(new Progress(filter.generation(), Phase.SCAN, cursor));
        });
    }

    /**
     * Holds off users who would change or delete one of the filters until the transaction ends.
     *
     * @param standing whether a filter is as far in a partition as it was thought to be
     * @throws FeedProcessor.DecideAgain when one of them is not, in one of the partitions
     */
    static void lock(
            Database.Transaction tx,
            Set<String> filterIds,
            Set<Integer> partitions,
            BiPredicate<Place, Progress> standing) {
        long asThought = locked(tx, filterIds, partitions).entrySet().stream()
                .filter(row -> standing.test(row.getKey(), row.getValue()))
                .count();
        if (asThought != (long) filterIds.size() * partitions.size()) {
            throw new FeedProcessor.DecideAgain("A filter was changed meanwhile");
        }
    }

    /**
     * Locks the progress rows of these filters in these partitions in the order everybody does, and returns what they say.
     *
     * <p>The statement must stay one of plain conditions on one table. When the lock has to wait for a transaction that
     * changes the row, PostgreSQL judges the changed row by the conditions once more; with a join against a list of
     * places, rows got lost there now and then, and a row that is missing means that the filter is gone. So it locks the
     * few rows too many that conditions on filters and partitions apart select.
     */
    static Map<Place, Progress> locked(Database.Transaction tx, Set<String> filterIds, Set<Integer> partitions) {
        Map<Place, Progress> locked = new HashMap<>();
        for (Row row : tx.query("""
                SELECT filter_id, partition, generation, phase, cursor FROM filter_partition
                WHERE filter_id = ANY ($1) AND partition = ANY ($2) ORDER BY filter_id, partition FOR UPDATE""", filterIds.toArray(String[]::new), Partitions.array(partitions))) {
            locked.put(
                    new Place(row.getString(0), row.getShort(1)),
                    new Progress(row.getLong(2), Phase.of(row.getString(3)), row.getString(4)));
        }
        return locked;
    }

    /** The filters are evaluated up to there. */
    static void advance(Database.Transaction tx, Set<String> filterIds, Set<Integer> partitions, String upTo) {
        tx.update(
                "UPDATE filter_partition SET cursor = $3, phase = $4 WHERE partition = ANY ($1) AND filter_id = ANY ($2)",
                Partitions.array(partitions),
                filterIds.toArray(String[]::new),
                upTo,
                phase(upTo).text());
    }

    /** The phase of a filter that is evaluated up to there. */
    static Phase phase(String upTo) {
        return upTo.equals(Progress.END) ? Phase.DONE : Phase.SCAN;
    }
}
