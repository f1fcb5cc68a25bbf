package io.muster.epr.membership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import io.muster.epr.endpoint.Change;
import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges endpoints of a range in memory, by many filters at once. */
final class Judging {

    /** A step that finds more than this ends early, so that it stays short. */
    private static final int MANY = 20_000;

    private static final String SETTLED =
            "SELECT endpoint_id, partition, created_at, app_version, metadata::text FROM endpoint WHERE "
                    + Range.SETTLED;

    private final Map<String, KnownFilter> filters;
    private final ApplicationFilters index;

    Judging(Map<String, KnownFilter> filters, ApplicationFilters index) {
        this.filters = filters;
        this.index = index;
    }

    /** Adds the endpoints of which no change waits, and returns how far it came. */
    Range current(Database.Transaction tx, Range range) {
        List<Move> found = new ArrayList<>();
        Range judged = range;
        for (Row row :
                tx.query(SETTLED + " ORDER BY endpoint_id", range.parameters().toArray())) {
            judge(row, found);
            if (found.size() >= MANY) {
                judged = range.endingAt(row.getString(0));
                break;
            }
        }
        MemberTable.add(tx, found);
        return judged;
    }

    /** The members among these endpoints of a range of which no change waits. */
    List<Move> among(Database.Transaction tx, Range range, Set<String> endpointIds) {
        List<Move> found = new ArrayList<>();
        if (!endpointIds.isEmpty()) {
            List<Object> parameters = new ArrayList<>(range.parameters());
            parameters.add(endpointIds.toArray(String[]::new));
            tx.query(SETTLED + " AND endpoint_id = ANY ($" + parameters.size() + ")", parameters.toArray())
                    .forEach(row -> judge(row, found));
        }
        return found;
    }

    /** The members among endpoints of which a change waits, as they are before the earliest such change. */
    List<Move> waiting(Database.Transaction tx, Range range) {
        List<Move> found = new ArrayList<>();
        for (Row row : tx.query("""
                SELECT DISTINCT ON (subject) subject, kind, body, created_at, partition FROM change_record
                WHERE partition = ANY ($1) AND subject > $2 AND subject <= $3 AND kind = ANY ($4) AND parked_reason IS NULL
                ORDER BY subject, sequence""", Partitions.array(range.partitions()), range.after(), range.upTo(), Range.KINDS)) {
            Change change = Change.parse(
                    Change.Kind.of(row.getString(1)).orElseThrow(),
                    row.getString(2),
                    row.getOffsetDateTime(3).toInstant());
            Optional<Document> before = change.oldVersion()
                    .flatMap(version -> change.oldMetadata().map(metadata -> new Document(version, metadata)));
            if (change.application().equals(range.application())) {
                before.ifPresent(document ->
                        judge(row.getString(0), row.getShort(4), change.endpointCreatedAt(), document, found));
            }
        }
        return found;
    }

    private void judge(Row row, List<Move> found) {
        Document document = new Document(row.getString(3), (ObjectNode) Json.parse(row.getString(4), Json.MAX_DEPTH));
        judge(row.getString(0), row.getShort(1), row.getOffsetDateTime(2).toInstant(), document, found);
    }

    private void judge(String endpointId, int partition, Instant createdAt, Document document, List<Move> found) {
        for (String id : index.candidates(document)) {
            KnownFilter filter = filters.get(id);
            if (filter != null && Evaluator.matches(filter.query(), document)) {
                found.add(new Move(endpointId, id, partition, createdAt));
            }
        }
    }
}
