package io.muster.epr.feed;

import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a batch of changes adds to {@code endpoint_tally}: endpoints, and endpoints that have a metadata key, by application
 * version.
 *
 * <p>A figure is the sum of its rows, of which each belongs to a partition and is written by the owner of that partition
 * only, so nobody waits for anybody. Which of the partitions that a replica owns does not matter for the sum. So all
 * changes of a batch, and all batches, are counted in the smallest one: a registration with twenty metadata keys takes
 * part in 21 rows for the whole batch, not 21 for each partition.
 *
 * <p>Where partitions went from one replica to another, a figure may have been counted up in one row and be counted down
 * in another. Whoever counts one down therefore brings the rows of its own partitions together, and one that has come to
 * nothing goes. Only what two replicas hold at the same time, +1 here and -1 there, stays, and means nothing.
 */
final class Tally {

    /** Stands in for a metadata key where the endpoints themselves are counted. */
    private static final String ENDPOINT = "";

    private record Figure(String application, String appVersion, String metadataKey) {}

    private final Map<Figure, Long> sums = new HashMap<>();

    void add(DocumentChange change) {
        if (change.before().isPresent()
                && change.after().isPresent()
                && change.diff().sameKeys()
                && change.before()
                        .get()
                        .appVersion()
                        .equals(change.after().get().appVersion())) {
            return;
        }
        change.before().ifPresent(document -> count(change, document, -1));
        change.after().ifPresent(document -> count(change, document, 1));
    }

    private static Set<String> keys(Document document) {
        return document.metadata().properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private void count(DocumentChange change, Document document, long n) {
        count(change, document, ENDPOINT, n);
        keys(document).forEach(key -> count(change, document, key, n));
    }

    private void count(DocumentChange change, Document document, String key, long n) {
        sums.merge(
                new Figure(change.application(), document.appVersion(), key),
                n,
                (before, more) -> before + more == 0 ? null : before + more);
    }

    /** Whether nothing is added at all. */
    boolean isEmpty() {
        return sums.isEmpty();
    }

    /**
     * Stores the sums; rows that come to nothing go.
     *
     * @param owned partitions that nobody else writes in until the transaction ends
     */
    void store(Database.Transaction tx, Set<Integer> owned) {
        short home = Collections.min(owned).shortValue();
        List<Figure> less = sums.keySet().stream()
                .filter(figure -> sums.getOrDefault(figure, 0L) < 0)
                .toList();
        if (!less.isEmpty()) {
            tx.send("""
                    WITH other AS (
                      DELETE FROM endpoint_tally t
                      USING unnest($1::text[], $2::text[], $3::text[]) AS less (application, app_version, metadata_key)
                      WHERE t.application = less.application AND t.app_version = less.app_version
                        AND t.metadata_key = less.metadata_key AND partition = ANY ($5) AND partition <> $4
                      RETURNING t.*)
                    INSERT INTO endpoint_tally AS t (application, app_version, metadata_key, partition, n)
                    SELECT application, app_version, metadata_key, $4::int2, sum(n) FROM other
                    GROUP BY application, app_version, metadata_key
                    ON CONFLICT (application, app_version, metadata_key, partition)
                    DO UPDATE SET n = t.n + excluded.n""", columns(less, home, Partitions.array(owned)));
        }
        List<Figure> all = List.copyOf(sums.keySet());
        tx.send("""
                INSERT INTO endpoint_tally AS t (application, app_version, metadata_key, partition, n)
                SELECT application, app_version, metadata_key, $4::int2, n
                FROM unnest($1::text[], $2::text[], $3::text[], $5::int8[]) AS more (application, app_version, metadata_key, n)
                ON CONFLICT (application, app_version, metadata_key, partition)
                DO UPDATE SET n = t.n + excluded.n""", columns(all, home, all.stream().map(sums::get).toArray(Long[]::new)));
        if (!less.isEmpty()) {
            tx.send("""
                    DELETE FROM endpoint_tally t
                    USING unnest($1::text[], $2::text[], $3::text[]) AS less (application, app_version, metadata_key)
                    WHERE t.application = less.application AND t.app_version = less.app_version
                      AND t.metadata_key = less.metadata_key AND partition = $4 AND n = 0""", columns(less, home));
        }
    }

    private static Object[] columns(List<Figure> figures, Object... more) {
        List<Object> columns = new ArrayList<>(List.of(
                texts(figures, Figure::application),
                texts(figures, Figure::appVersion),
                texts(figures, Figure::metadataKey)));
        columns.addAll(List.of(more));
        return columns.toArray();
    }

    private static String[] texts(List<Figure> figures, Function<Figure, String> value) {
        return figures.stream().map(value).toArray(String[]::new);
    }
}
