package io.muster.epr.membership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import io.muster.epr.filter.evaluation.Document;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Recomputes the members of all active filters and compares them with the stored ones; mends the difference when told to.
 * May run beside any number of replicas.
 *
 * <p>It goes through the endpoints in chunks, each looked at in one snapshot together with its stored members, so memory
 * does not grow with the fleet. An endpoint of which a change still waits in the feed is left out and counted: its
 * membership is the feed's to decide. See {@link MembershipMending} for how a difference is mended.
 */
public final class MembershipAudit {

    private static final int CHUNK = 1_000;

    private final Database database;
    private final MembershipMending mending;

    /** @param database its statement timeout must allow to count the members of the largest filter */
    public MembershipAudit(Database database, Clock clock) {
        this.database = database;
        this.mending = new MembershipMending(database, clock);
    }

    /**
     * Compares everything.
     *
     * @param mend whether to mend what differs
     * @param progress hears now and then how many endpoints are looked at
     */
    public MembershipFindings run(boolean mend, LongConsumer progress) {
        Collected collected = new Collected();
        AuditedFilters filters = new AuditedFilters();
        for (String after = ""; !after.equals(Progress.END); ) {
            Chunk chunk = look(filters, after);
            collected.add(chunk, filters);
            if (mend) {
                collected.mended += mending.members(chunk.differences());
            }
            progress.accept(collected.endpoints);
            after = chunk.upTo();
        }
        counters(mend, collected);
        return collected.findings();
    }

    /** What one snapshot of a range of endpoints shows. */
    private record Chunk(String upTo, long endpoints, long changing, List<Difference> differences) {}

    private Chunk look(AuditedFilters filters, String after) {
        return database.inTransaction(tx -> {
            tx.script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            filters.upTo(tx);
            Map<String, Set<String>> expected = new TreeMap<>();
            String last = Progress.END;
            int endpoints = 0;
            for (Row row : tx.query("""
                    SELECT endpoint_id, application, app_version, metadata::text FROM endpoint
                    WHERE endpoint_id > $1 ORDER BY endpoint_id LIMIT $2""", after, (long) CHUNK)) {
                last = row.getString(0);
                endpoints++;
                Document document =
                        new Document(row.getString(2), (ObjectNode) Json.parse(row.getString(3), Json.MAX_DEPTH));
                expected.put(last, filters.matching(row.getString(1), document));
            }
            String upTo = endpoints < CHUNK ? Progress.END : last;
            Map<String, Set<String>> stored = stored(tx, after, upTo);
            Set<String> changing = changing(tx, after, upTo);
            expected.keySet().removeAll(changing);
            stored.keySet().removeAll(changing);
            return new Chunk(upTo, endpoints, changing.size(), differences(filters, expected, stored));
        });
    }

    private static Map<String, Set<String>> stored(Database.Transaction tx, String after, String upTo) {
        Map<String, Set<String>> stored = new HashMap<>();
        for (Row row : tx.query(
                "SELECT endpoint_id, filter_id FROM filter_member WHERE endpoint_id > $1 AND endpoint_id <= $2",
                after,
                upTo)) {
            stored.computeIfAbsent(row.getString(0), endpoint -> new HashSet<>())
                    .add(row.getString(1));
        }
        return stored;
    }

    private static Set<String> changing(Database.Transaction tx, String after, String upTo) {
        Set<String> changing = new HashSet<>();
        for (Row row : tx.query("""
                SELECT DISTINCT subject FROM change_record WHERE subject > $1 AND subject <= $2 AND kind = ANY ($3)""", after, upTo, Range.KINDS)) {
            changing.add(row.getString(0));
        }
        return changing;
    }

    private static List<Difference> differences(
            AuditedFilters filters, Map<String, Set<String>> expected, Map<String, Set<String>> stored) {
        List<Difference> differences = new ArrayList<>();
        expected.forEach((endpoint, wanted) -> {
            Set<String> missing = new TreeSet<>(wanted);
            missing.removeAll(stored.getOrDefault(endpoint, Set.of()));
            missing.forEach(id ->
                    filters.active(id).ifPresent(filter -> differences.add(new Difference.Missing(endpoint, filter))));
        });
        stored.forEach((endpoint, present) -> {
            for (String id : new TreeSet<>(present)) {
                if (!filters.exists(id)) {
                    differences.add(new Difference.OfNoFilter(endpoint, id));
                } else if (!expected.getOrDefault(endpoint, Set.of()).contains(id)) {
                    filters.active(id).ifPresent(filter -> differences.add(new Difference.Surplus(endpoint, filter)));
                }
            }
        });
        return differences;
    }

    private void counters(boolean mend, Collected collected) {
        List<String> ids = new ArrayList<>();
        database.query("SELECT filter_id FROM filter WHERE status <> 'deleted' ORDER BY filter_id")
                .forEach(row -> ids.add(row.getString(0)));
        for (String id : ids) {
            for (Row row : database.query("""
                    SELECT p.partition, p.matched, coalesce(m.n, 0) FROM filter_partition p LEFT JOIN (
                      SELECT partition, count(*) AS n FROM filter_member WHERE filter_id = $1 GROUP BY partition) m
                      ON m.partition = p.partition
                    WHERE p.filter_id = $1 AND p.phase IN ('scan', 'done', 'active')
                      AND p.matched <> coalesce(m.n, 0)""", id)) {
                collected.counters.add("filter %s, partition %d: counter %d, members %d"
                        .formatted(id, row.getShort(0), row.getLong(1), row.getLong(2)));
                if (mend) {
                    collected.mendedCounters += mending.counter(id, row.getShort(0));
                }
            }
        }
    }

    /** What was found so far. */
    private static final class Collected {
        private long endpoints;
        private long changing;
        private int judged;
        private int pending;
        private final Examples missing = new Examples();
        private final Examples surplus = new Examples();
        private final Examples counters = new Examples();
        private final Set<String> unreadable = new TreeSet<>();
        private long mended;
        private long mendedCounters;

        void add(Chunk chunk, AuditedFilters filters) {
            endpoints += chunk.endpoints();
            changing += chunk.changing();
            judged = filters.judged();
            pending = filters.pending();
            unreadable.addAll(filters.unreadable());
            for (Difference difference : chunk.differences()) {
                String pair = "endpoint " + difference.endpointId() + ", filter " + difference.filterId();
                switch (difference) {
                    case Difference.Missing m -> missing.add(pair);
                    case Difference.Surplus s -> surplus.add(pair);
                    case Difference.OfNoFilter o -> surplus.add(pair + ", which does not exist");
                }
            }
        }

        MembershipFindings findings() {
            return new MembershipFindings(
                    endpoints,
                    changing,
                    judged,
                    pending,
                    List.copyOf(unreadable),
                    missing.found(),
                    surplus.found(),
                    mended,
                    counters.found(),
                    mendedCounters);
        }
    }

    /** Counts, and keeps the first few. */
    private static final class Examples {
        private long count;
        private final List<String> first = new ArrayList<>();

        void add(String text) {
            count++;
            if (first.size() < MembershipFindings.EXAMPLES) {
                first.add(text);
            }
        }

        MembershipFindings.Found found() {
            return new MembershipFindings.Found(count, List.copyOf(first));
        }
    }
}
