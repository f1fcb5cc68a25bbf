package io.muster.epr.feed;

import io.muster.platform.postgres.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a batch of changes adds to {@code endpoint_tally}: endpoints, and endpoints that have a metadata key, by application
 * version. Written by the owner of the partition only, so nobody waits for anybody.
 */
final class Tally {

    /** Stands in for a metadata key where the endpoints themselves are counted. */
    private static final String ENDPOINT = "";

    private record Place(String application, String appVersion, String metadataKey, int partition) {}

    private final Map<Place, Long> sums = new HashMap<>();

    void add(DocumentChange change) {
        if (change.before().isPresent()
                && change.after().isPresent()
                && alike(change.before().get(), change.after().get())) {
            return;
        }
        change.before().ifPresent(document -> count(change, document, -1));
        change.after().ifPresent(document -> count(change, document, 1));
    }

    private static boolean alike(Document before, Document after) {
        return before.appVersion().equals(after.appVersion()) && keys(before).equals(keys(after));
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
                new Place(change.application(), document.appVersion(), key, change.partition()),
                n,
                (before, more) -> before + more == 0 ? null : before + more);
    }

    /** Whether nothing is added at all. */
    boolean isEmpty() {
        return sums.isEmpty();
    }

    /** Stores the sums; rows that come to nothing go. */
    void store(Database.Transaction tx) {
        tx.send("""
                INSERT INTO endpoint_tally AS t (application, app_version, metadata_key, partition, n)
                SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int2[], $5::int8[])
                ON CONFLICT (application, app_version, metadata_key, partition) DO UPDATE SET n = t.n + excluded.n""", columns(List.copyOf(sums.keySet()), true));
        List<Place> less = new ArrayList<>();
        sums.forEach((place, n) -> {
            if (n < 0) {
                less.add(place);
            }
        });
        if (!less.isEmpty()) {
            tx.send("""
                    DELETE FROM endpoint_tally t
                    USING unnest($1::text[], $2::text[], $3::text[], $4::int2[])
                      AS less (application, app_version, metadata_key, partition)
                    WHERE t.application = less.application AND t.app_version = less.app_version
                      AND t.metadata_key = less.metadata_key AND t.partition = less.partition AND n = 0""", columns(less, false));
        }
    }

    private Object[] columns(List<Place> places, boolean withSums) {
        List<Object> columns = new ArrayList<>(List.of(
                texts(places, Place::application),
                texts(places, Place::appVersion),
                texts(places, Place::metadataKey),
                places.stream().map(place -> (short) place.partition()).toArray(Short[]::new)));
        if (withSums) {
            columns.add(places.stream().map(sums::get).toArray(Long[]::new));
        }
        return columns.toArray();
    }

    private static String[] texts(List<Place> places, Function<Place, String> value) {
        return places.stream().map(value).toArray(String[]::new);
    }
}
