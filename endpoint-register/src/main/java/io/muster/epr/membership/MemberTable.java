package io.muster.epr.membership;

import io.muster.epr.endpoint.Micros;
import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stored members with their counters; both change by the same statement, so they cannot differ.
 *
 * <p>Who is a member is looked up in the order of the primary key by a range, and not by an equality, which would make that
 * order void. The table is empty at times, and a plan that was made then is kept until PostgreSQL looks at the table again:
 * with an equality any index that contains the column is as good, or a join reads an index as a whole, and that is then
 * done for each batch with however many members there are.
 */
final class MemberTable {

    private MemberTable() {}

    /**
     * What is stored about some endpoints.
     *
     * @param revision of the filter clock
     * @param filtersOf filter IDs by endpoint ID; changeable
     */
    record Stored(long revision, Map<String, Set<String>> filtersOf) {}

    /** What {@link #read(List)} understands, for the subject of a change record. */
    static final List<String> BESIDE = List.of("(SELECT revision FROM filter_clock) AS revision", """
            ARRAY(SELECT filter_id FROM filter_member
              WHERE endpoint_id BETWEEN subject AND subject ORDER BY endpoint_id) AS filters""");

    /** What was read beside change records, at least one. */
    static Stored read(List<Row> beside) {
        Map<String, Set<String>> filters = new HashMap<>();
        for (Row row : beside) {
            filters.put(row.getString("subject"), new HashSet<>(List.of(row.getArrayOfStrings("filters"))));
        }
        return new Stored(beside.getFirst().getLong("revision"), filters);
    }

    /** Reads in one statement, hence at one moment. */
    static Stored read(FeedProcessor.Reading reading, Collection<String> endpointIds) {
        Map<String, Set<String>> filters = new HashMap<>();
        long revision = 0;
        for (Row row : reading.query("""
                SELECT revision, endpoint_id, filter_id FROM filter_clock
                LEFT JOIN (unnest($1::text[]) AS wanted (id) CROSS JOIN LATERAL (
                  SELECT endpoint_id, filter_id FROM filter_member
                  WHERE endpoint_id BETWEEN wanted.id AND wanted.id ORDER BY endpoint_id OFFSET 0) AS member) ON true""", (Object) endpointIds.toArray(String[]::new))) {
            revision = row.getLong(0);
            if (row.getString(1) != null) {
                filters.computeIfAbsent(row.getString(1), endpoint -> new HashSet<>())
                        .add(row.getString(2));
            }
        }
        return new Stored(revision, filters);
    }

    /** Takes endpoints out of filters. */
    static void remove(Database.Transaction tx, List<Move> moves) {
        if (moves.isEmpty()) {
            return;
        }
        tx.send("""
                WITH gone AS (
                  DELETE FROM filter_member WHERE ctid = ANY (ARRAY(
                    SELECT member.ctid FROM unnest($1::text[], $2::text[]) AS t (endpoint_id, filter_id)
                    CROSS JOIN LATERAL (SELECT ctid FROM filter_member m
                      WHERE m.endpoint_id BETWEEN t.endpoint_id AND t.endpoint_id AND m.filter_id = t.filter_id
                      ORDER BY m.endpoint_id LIMIT 1) AS member))
                  RETURNING filter_id, partition),
                counted AS (SELECT filter_id, partition, count(*) AS n FROM gone GROUP BY filter_id, partition)
                UPDATE filter_partition p SET matched = matched - n FROM counted c
                WHERE p.filter_id = c.filter_id AND p.partition = c.partition""", endpoints(moves), filters(moves));
    }

    /** Puts endpoints into filters; those that are in already stay. */
    static void add(Database.Transaction tx, List<Move> moves) {
        if (moves.isEmpty()) {
            return;
        }
        tx.send(
                """
                WITH fresh AS (
                  INSERT INTO filter_member (endpoint_id, filter_id, partition, created_at)
                  SELECT * FROM unnest($1::text[], $2::text[], $3::int2[], $4::timestamptz[])
                  ON CONFLICT DO NOTHING RETURNING filter_id, partition),
                counted AS (SELECT filter_id, partition, count(*) AS n FROM fresh GROUP BY filter_id, partition)
                UPDATE filter_partition p SET matched = matched + n FROM counted c
                WHERE p.filter_id = c.filter_id AND p.partition = c.partition""",
                endpoints(moves),
                filters(moves),
                moves.stream().map(move -> (short) move.partition()).toArray(Short[]::new),
                moves.stream().map(move -> Micros.parameter(move.createdAt())).toArray(OffsetDateTime[]::new));
    }

    private static String[] endpoints(List<Move> moves) {
        return moves.stream().map(Move::endpointId).toArray(String[]::new);
    }

    private static String[] filters(List<Move> moves) {
        return moves.stream().map(Move::filterId).toArray(String[]::new);
    }
}
