package io.muster.epr.membership;

import io.muster.epr.endpoint.NameHash;
import io.muster.epr.filter.sql.SqlPredicate;
import io.muster.epr.filter.sql.SqlTranslation;
import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of the first evaluation of filters: a range of endpoint IDs of some partitions, in one transaction.
 *
 * <p>First the endpoints without waiting change records are judged, by the database where the query can be expressed
 * exactly and only few filters share the step, else in memory; then those with waiting records, by their document before
 * the earliest one. In this order nobody is missed: records of these partitions can appear between the two statements, but
 * only this thread removes them, and an endpoint that changes in between is judged twice by the same document.
 */
final class Scan {

    /** Beyond this number of filters one look at each document in memory costs less than a statement per filter. */
    private static final int FEW = 4;

    /** Endpoints judged in memory in one step; those the database judges may be more. */
    private static final int MEMORY_SHARE = 4;

    private static final String BOUND = """
            SELECT endpoint_id FROM endpoint
            WHERE %s AND partition = ANY ($2) AND endpoint_id > $3 AND endpoint_id < $4
            ORDER BY endpoint_id OFFSET $5 LIMIT 1""".formatted(NameHash.equal("application", "$1"));

    private final Database database;
    private final FilterRoster roster;
    private final int chunk;
    private final MembershipMetrics metrics;
    private final Activation activation;

    Scan(Database database, FilterRoster roster, int chunk, MembershipMetrics metrics, Clock clock) {
        this.database = database;
        this.roster = roster;
        this.chunk = chunk;
        this.metrics = metrics;
        this.activation = new Activation(clock);
    }

    void step(Evaluations.Turn turn, FeedProcessor.Guard guard) {
        long start = System.nanoTime();
        Map<String, KnownFilter> filters = new HashMap<>();
        for (String id : turn.filterIds()) {
            roster.filter(id)
                    .filter(filter -> turn.partitions().stream()
                            .flatMap(partition -> roster.progress(id, partition).stream())
                            .allMatch(progress -> progress.generation() == filter.generation()))
                    .ifPresent(filter -> filters.put(id, filter));
        }
        if (filters.size() < turn.filterIds().size()) {
            throw new FeedProcessor.DecideAgain("A filter was changed meanwhile");
        }
        String reached = database.inTransaction(tx -> {
            guard.check(tx, turn.partitions());
            ProgressTable.lock(tx, filters, turn.partitions(), turn.cursor());
            String upTo = evaluate(tx, turn, filters);
            ProgressTable.advance(tx, filters.keySet(), turn.partitions(), upTo);
            if (upTo.equals(Progress.END)) {
                activation.record(tx, filters.values());
            }
            return upTo;
        });
        filters.values()
                .forEach(filter -> roster.set(
                        filter.id(),
                        turn.application(),
                        turn.partitions(),
                        new Progress(filter.generation(), ProgressTable.phase(reached), reached)));
        metrics.scanned(System.nanoTime() - start);
    }

    private String evaluate(Database.Transaction tx, Evaluations.Turn turn, Map<String, KnownFilter> filters) {
        Map<String, SqlPredicate> predicates = predicates(filters);
        boolean inDatabase = predicates.size() == filters.size();
        int size = inDatabase ? chunk : Math.max(1, chunk / MEMORY_SHARE);
        Range range = new Range(turn.partitions(), turn.application(), turn.cursor(), bound(tx, turn, size));
        Judging judging = new Judging(filters, roster.application(turn.application()));
        Range judged = range;
        if (inDatabase) {
            predicates.forEach((id, predicate) -> fill(tx, range, id, predicate));
        } else {
            judged = judging.current(tx, range);
        }
        MemberTable.add(tx, judging.waiting(tx, judged));
        return judged.upTo();
    }

    /** Where this step ends: after so many endpoints, or where another scan stands. */
    private static String bound(Database.Transaction tx, Evaluations.Turn turn, int size) {
        RowSet<Row> rows = tx.query(
                BOUND, turn.application(), Partitions.array(turn.partitions()), turn.cursor(), turn.stop(), size - 1L);
        return rows.size() == 0 ? turn.stop() : rows.iterator().next().getString(0);
    }

    private static Map<String, SqlPredicate> predicates(Map<String, KnownFilter> filters) {
        Map<String, SqlPredicate> predicates = new HashMap<>();
        if (filters.size() <= FEW) {
            filters.forEach((id, filter) -> {
                SqlPredicate predicate = SqlTranslation.translate(filter.query(), Range.PARAMETERS + 2);
                if (predicate.exact()) {
                    predicates.put(id, predicate);
                }
            });
        }
        return predicates;
    }

    private static void fill(Database.Transaction tx, Range range, String filterId, SqlPredicate predicate) {
        List<Object> parameters = new ArrayList<>(range.parameters());
        parameters.add(filterId);
        parameters.addAll(predicate.binds());
        tx.update(
                """
                WITH fresh AS (
                  INSERT INTO filter_member (endpoint_id, filter_id, partition, created_at)
                  SELECT endpoint_id, $%d, partition, created_at FROM endpoint WHERE %s AND (%s)
                  ON CONFLICT DO NOTHING RETURNING partition),
                counted AS (SELECT partition, count(*) AS n FROM fresh GROUP BY partition)
                UPDATE filter_partition p SET matched = matched + n FROM counted c
                WHERE p.filter_id = $%d AND p.partition = c.partition""".formatted(Range.PARAMETERS + 1, Range.SETTLED, predicate.text(), Range.PARAMETERS + 1),
                parameters.toArray());
    }
}
