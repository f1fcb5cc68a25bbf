package io.muster.epr.membership;

import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.Map;
import java.util.Set;

/** How far filters are scanned, as it is stored. */
final class ProgressTable {

    private ProgressTable() {}

    /**
     * Holds off users who would change or delete one of the filters until the transaction ends.
     *
     * @param filters by ID
     * @param cursor where all of them stand
     * @throws FeedProcessor.DecideAgain when one of them does not stand there
     */
    static void lock(
            Database.Transaction tx, Map<String, KnownFilter> filters, Set<Integer> partitions, String cursor) {
        int standing = 0;
        for (Row row :
                tx.query("""
                SELECT filter_id, generation, phase, cursor FROM filter_partition
                WHERE partition = ANY ($1) AND filter_id = ANY ($2) ORDER BY filter_id, partition FOR UPDATE""", Partitions.array(partitions), filters.keySet().toArray(String[]::new))) {
            KnownFilter filter = filters.get(row.getString(0));
            if (filter != null
                    && new Progress(row.getLong(1), Phase.of(row.getString(2)), row.getString(3))
                            .equals(new Progress(filter.generation(), Phase.SCAN, cursor))) {
                standing++;
            }
        }
        if (standing != filters.size() * partitions.size()) {
            throw new FeedProcessor.DecideAgain("A filter was changed meanwhile");
        }
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
