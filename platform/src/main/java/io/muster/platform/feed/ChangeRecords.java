package io.muster.platform.feed;

import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.Statement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table of change records as the feed sees it. */
final class ChangeRecords {

    private static final String LOOK = """
            SELECT sequence, partition, kind, subject,
              CASE WHEN sequence = ANY ($3) THEN NULL ELSE body END, correlation_id, created_at%s
            FROM change_record
            WHERE parked_reason IS NULL AND partition = ANY ($1) AND NOT EXISTS (
              SELECT FROM change_record p WHERE p.subject = change_record.subject AND p.parked_reason IS NOT NULL)
            ORDER BY sequence LIMIT $2""";

    private final Database database;

    ChangeRecords(Database database) {
        this.database = database;
    }

    /**
     * Asks for the next records in order, without those that follow a parked record of the same subject; {@link #read}
     * understands the answer.
     *
     * @param known sequence numbers of records whose content need not be sent
     * @param beside further columns
     * @param parameters those of the further columns, from {@code $4} on
     */
    static Statement look(Set<Integer> partitions, int limit, Set<Long> known, String beside, Object... parameters) {
        List<Object> all = new ArrayList<>(List.of(Partitions.array(partitions), limit, known.toArray(Long[]::new)));
        all.addAll(List.of(parameters));
        return Statement.of(LOOK.formatted(beside), all.toArray());
    }

    static Statement look(Set<Integer> partitions, int limit, Set<Long> known) {
        return look(partitions, limit, known, "");
    }

    /** Asks for the greatest sequence number that waits; {@link #newest} understands the answer. */
    static Statement lookForNewest(Set<Integer> partitions) {
        return Statement.of("SELECT coalesce(max(sequence), 0) FROM change_record WHERE partition = ANY ($1)", (Object)
                Partitions.array(partitions));
    }

    static long newest(RowSet<Row> rows) {
        return rows.iterator().next().getLong(0);
    }

    /** @param known the contents that were not sent */
    static List<ChangeRecord> read(RowSet<Row> rows, Map<Long, Content> known) {
        List<ChangeRecord> batch = new ArrayList<>();
        for (Row row : rows) {
            Optional<Content> sent = Optional.ofNullable(row.getString(4)).map(Content.Stored::new);
            batch.add(new ChangeRecord(
                    row.getLong(0),
                    row.getShort(1),
                    row.getString(2),
                    row.getString(3),
                    sent.or(() -> Optional.ofNullable(known.get(row.getLong(0))))
                            .orElseThrow(),
                    row.getString(5),
                    row.getOffsetDateTime(6).toInstant()));
        }
        return batch;
    }

    static void remove(Database.Transaction tx, List<ChangeRecord> batch) {
        tx.send("DELETE FROM change_record WHERE sequence = ANY ($1)", (Object) sequences(batch));
    }

    static Long[] sequences(List<ChangeRecord> batch) {
        return batch.stream().map(ChangeRecord::sequence).toArray(Long[]::new);
    }

    static int park(Database.Transaction tx, ChangeRecord record, String reason) {
        return tx.update(
                "UPDATE change_record SET parked_reason = $2, parked_at = now() WHERE sequence = $1",
                record.sequence(),
                reason);
    }

    Backlog backlog() {
        Row row = database.query("""
                        SELECT count(*) FILTER (WHERE parked_reason IS NULL), count(parked_reason),
                          coalesce(extract(epoch FROM clock_timestamp()
                            - min(created_at) FILTER (WHERE parked_reason IS NULL)) * 1000, 0)::bigint
                        FROM change_record""").iterator().next();
        return new Backlog(row.getLong(0), row.getLong(1), Duration.ofMillis(row.getLong(2)));
    }
}
