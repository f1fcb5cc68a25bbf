package io.muster.epr.membership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import io.muster.epr.endpoint.Micros;
import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.epr.filter.stored.MendedMember;
import io.muster.platform.feed.Partitions;
import io.muster.platform.feed.Takeover;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Mends members and counters beside running replicas, endpoint by endpoint in short transactions.
 *
 * <p>Each takes the lease of the endpoint's partition away ({@link Takeover}), so that no batch or scan decided on the
 * wrong members is stored, locks the endpoint, so that no change of it slips in between, and judges it anew. Members of a
 * filter that listeners know as active move with a change record, hence with an event, which comes before those of later
 * changes of the endpoint.
 */
final class MembershipMending {

    private final Database database;
    private final Clock clock;

    MembershipMending(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Mends what is still different; returns how many pairs are right now. */
    long members(List<Difference> differences) {
        Map<String, List<Difference>> byEndpoint = new TreeMap<>();
        differences.forEach(difference -> byEndpoint
                .computeIfAbsent(difference.endpointId(), endpoint -> new ArrayList<>())
                .add(difference));
        long mended = 0;
        for (Map.Entry<String, List<Difference>> entry : byEndpoint.entrySet()) {
            mended += Takeover.transaction(
                    database, Partitions.of(entry.getKey()), tx -> mend(tx, entry.getKey(), entry.getValue()));
        }
        return mended;
    }

    /** An endpoint as it is now. */
    private record Current(String application, Document document, Instant createdAt) {}

    private long mend(Database.Transaction tx, String endpointId, List<Difference> differences) {
        Optional<Current> current = locked(tx, endpointId);
        if (changeWaits(tx, endpointId)) {
            return 0;
        }
        long mended = 0;
        for (Difference difference : differences) {
            switch (difference) {
                case Difference.Missing missing -> mended += judge(tx, endpointId, missing.filter(), current);
                case Difference.Surplus surplus -> mended += judge(tx, endpointId, surplus.filter(), current);
                case Difference.OfNoFilter gone ->
                    mended += tx.update(
                            "DELETE FROM filter_member WHERE endpoint_id = $1 AND filter_id = $2"
                                    + " AND NOT EXISTS (SELECT FROM filter WHERE filter_id = $2)",
                            endpointId,
                            gone.filterId());
            }
        }
        return mended;
    }

    private static Optional<Current> locked(Database.Transaction tx, String endpointId) {
        for (Row row : tx.query("""
                SELECT application, app_version, metadata::text, created_at FROM endpoint
                WHERE endpoint_id = $1 FOR UPDATE""", endpointId)) {
            ObjectNode metadata = (ObjectNode) Json.parse(row.getString(2), Json.MAX_DEPTH);
            return Optional.of(new Current(
                    row.getString(0),
                    new Document(row.getString(1), metadata),
                    row.getOffsetDateTime(3).toInstant()));
        }
        return Optional.empty();
    }

    private static boolean changeWaits(Database.Transaction tx, String endpointId) {
        return tx.query(
                                "SELECT FROM change_record WHERE subject = $1 AND kind = ANY ($2) LIMIT 1",
                                endpointId,
                                Range.KINDS)
                        .size()
                > 0;
    }

    /** Puts the endpoint in or takes it out, if the filter is still the one that was looked at. */
    private int judge(Database.Transaction tx, String endpointId, KnownFilter filter, Optional<Current> current) {
        short partition = Partitions.of(endpointId);
        boolean stands =
                tx.query("""
                                SELECT FROM filter_partition WHERE filter_id = $1 AND partition = $2 AND generation = $3
                                  AND phase = 'active' FOR UPDATE""", filter.id(), partition, filter.generation()).size() == 1;
        if (!stands) {
            return 0;
        }
        boolean member =
                tx.query("SELECT FROM filter_member WHERE endpoint_id = $1 AND filter_id = $2", endpointId, filter.id())
                                .size()
                        == 1;
        boolean matches = current.isPresent()
                && current.get().application().equals(filter.application())
                && Evaluator.matches(filter.query(), current.get().document());
        if (member == matches) {
            return 1;
        }
        Instant createdAt = current.map(Current::createdAt).orElse(Instant.EPOCH);
        List<Move> move = List.of(new Move(endpointId, filter.id(), partition, createdAt));
        if (matches) {
            MemberTable.add(tx, move);
        } else {
            MemberTable.remove(tx, move);
        }
        current.ifPresent(
                endpoint -> tell(tx, endpointId, filter, endpoint.document().appVersion(), matches));
        return 1;
    }

    private void tell(Database.Transaction tx, String endpointId, KnownFilter filter, String version, boolean entered) {
        tx.update(
                """
                INSERT INTO change_record (partition, kind, subject, body, correlation_id, created_at)
                VALUES ($1, $2, $3, $4, $5, $6)""",
                Partitions.of(endpointId),
                entered ? MendedMember.ENTERED : MendedMember.LEFT,
                endpointId,
                new MendedMember(filter.id(), filter.application(), filter.name(), filter.generation(), version).body(),
                UUID.randomUUID().toString(),
                Micros.parameter(Micros.cut(clock.instant())));
    }

    /** Counts the members of a filter in a partition anew; returns whether that made a difference. */
    int counter(String filterId, short partition) {
        return Takeover.transaction(database, partition, tx -> tx.update("""
                        UPDATE filter_partition SET matched = (SELECT count(*) FROM filter_member
                          WHERE filter_id = $1 AND partition = $2)
                        WHERE filter_id = $1 AND partition = $2 AND phase IN ('scan', 'done', 'active')""", filterId, partition));
    }
}
