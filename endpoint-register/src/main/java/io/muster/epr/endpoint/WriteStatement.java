package io.muster.epr.endpoint;

import io.muster.contract.json.Json;
import io.muster.platform.feed.Content;
import io.muster.platform.feed.Written;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one statement that changes endpoints: rows, change records and registration intents in a single commit, each row
 * only if it is still in the revision that the decision was made on. What lost that race is left out, records included;
 * the others are not harmed.
 *
 * <p>Most batches are of one kind, changes or fresh registrations. For those there is a shorter form of the statement:
 * each part that has nothing to do costs PostgreSQL as much as the change of a row.
 */
final class WriteStatement {

    private static final String INPUT = """
            unnest($1::text[], $2::text[], $3::int2[], $4::text[], $5::text[], $6::timestamptz[],
                  $7::timestamptz[], $8::text[], $9::int8[], $10::timestamptz[], $11::int8[], $12::timestamptz[],
                  $13::int8[], $14::text[], $15::text[], $16::text[], $17::text[], $18::timestamptz[],
                  $19::timestamptz[], $20::timestamptz[]) WITH ORDINALITY
                AS i (operation, endpoint_id, partition, application, app_version, app_version_since,
                  app_version_reported_at, metadata, metadata_revision, metadata_updated_at, revision, created_at,
                  expected, attempt, kind, body, correlation_id, changed_at, expected_since,
                  expected_updated_at, n)""";

    private static final String INSERT = """
            INSERT INTO endpoint (endpoint_id, partition, application, app_version, app_version_since,
                  app_version_reported_at, metadata, metadata_revision, metadata_updated_at, revision, created_at)
              SELECT i.endpoint_id, partition, application, app_version, app_version_since, app_version_reported_at,
                metadata::jsonb, metadata_revision, metadata_updated_at, revision, created_at
              FROM input i WHERE operation = 'insert' AND %s
              ON CONFLICT (endpoint_id) DO NOTHING RETURNING endpoint_id""";

    /** See {@link Endpoint#sameState}. */
    private static final String SAME_STATE = """
            e.revision = i.expected AND e.created_at = i.created_at AND e.app_version_since = i.expected_since
                AND e.metadata_updated_at IS NOT DISTINCT FROM i.expected_updated_at""";

    private static final String UPDATE = """
            UPDATE endpoint e SET app_version = i.app_version, app_version_since = i.app_version_since,
                app_version_reported_at = i.app_version_reported_at, metadata = i.metadata::jsonb,
                metadata_revision = i.metadata_revision, metadata_updated_at = i.metadata_updated_at,
                revision = i.revision
              FROM %s WHERE i.operation = 'update' AND e.endpoint_id = i.endpoint_id
                AND %s
              RETURNING e.endpoint_id""";

    private static final String RECORD = """
            recorded AS (
              INSERT INTO change_record (partition, kind, subject, body, correlation_id, created_at)
              SELECT partition, kind, endpoint_id, body, correlation_id, changed_at
              FROM %s ORDER BY n RETURNING subject, sequence)
            SELECT subject, sequence FROM recorded""";

    private static final String ANYTHING = """
            WITH input AS (SELECT * FROM %s),
            intent AS (
              DELETE FROM registration_intent r USING input i
              WHERE i.operation = 'insert' AND i.attempt <> '' AND r.endpoint_id = i.endpoint_id AND r.attempt = i.attempt
              RETURNING r.endpoint_id),
            inserted AS (%s),
            updated AS (%s),
            deleted AS (
              DELETE FROM endpoint e USING input i
              WHERE i.operation = 'delete' AND e.endpoint_id = i.endpoint_id AND %s
              RETURNING e.endpoint_id),
            done AS (
              SELECT endpoint_id FROM inserted UNION ALL SELECT endpoint_id FROM updated
              UNION ALL SELECT endpoint_id FROM deleted),
            %s""".formatted(
            INPUT,
            INSERT.formatted("(attempt = '' OR EXISTS (SELECT FROM intent WHERE intent.endpoint_id = i.endpoint_id))"),
            UPDATE.formatted("input i", SAME_STATE),
            SAME_STATE,
            RECORD.formatted("input JOIN done USING (endpoint_id)"));

    private static final String FRESH_ONLY = """
            WITH input AS (SELECT * FROM %s), inserted AS (%s), %s""".formatted(
            INPUT, INSERT.formatted("attempt = ''"), RECORD.formatted("input JOIN inserted USING (endpoint_id)"));

    private static final String UPDATES_ONLY =
            """
            WITH updated AS (%s, i.n, i.partition, i.kind, i.body, i.correlation_id, i.changed_at), %s""".formatted(UPDATE.formatted(INPUT, SAME_STATE), RECORD.formatted("updated"));

    private WriteStatement() {}

    /**
     * One change to store.
     *
     * @param attempt registration intent that must stand, and goes; empty for none
     * @param metadata after the change, as text
     * @param body of the change record
     */
    record Item(Decision.Effective decision, String attempt, String correlationId, String metadata, String body) {

        /** A change with documents larger than this in all is read again rather than kept. */
        private static final int MOST_KEPT = 1 << 14;

        /** @param oldText the metadata before, where it is known how it is written */
        static Item of(Decision.Effective decision, String attempt, String correlationId, Optional<String> oldText) {
            String metadata =
                    decision.after().map(after -> Json.text(after.metadata())).orElse("{}");
            return new Item(
                    decision,
                    attempt,
                    correlationId,
                    metadata,
                    decision.change().body(oldText, metadata));
        }

        /** Its change record, once it is stored. */
        Written written(long sequence) {
            return new Written(
                    sequence,
                    row().partition(),
                    Optional.<Content>of(decision.change()).filter(change -> body.length() <= MOST_KEPT));
        }

        Endpoint row() {
            return decision.after().or(decision::before).orElseThrow();
        }

        String operation() {
            if (decision.before().isEmpty()) {
                return "insert";
            }
            return decision.after().isEmpty() ? "delete" : "update";
        }
    }

    private static String sql(List<Item> items) {
        if (items.stream().allMatch(item -> item.operation().equals("update"))) {
            return UPDATES_ONLY;
        }
        boolean fresh = items.stream()
                .allMatch(item ->
                        item.operation().equals("insert") && item.attempt().isEmpty());
        return fresh ? FRESH_ONLY : ANYTHING;
    }

    /**
     * Stores the items, each of another endpoint.
     *
     * @return the IDs of those endpoints that were changed, with the sequence numbers of their change records
     */
    static Map<String, Long> run(Database database, List<Item> items) {
        Map<String, Long> done = new HashMap<>();
        for (Row row : database.query(
                sql(items),
                texts(items, Item::operation),
                texts(items, item -> item.row().id()),
                items.stream().map(item -> item.row().partition()).toArray(Short[]::new),
                texts(items, item -> item.row().application()),
                texts(items, item -> item.row().appVersion()),
                times(items, item -> Optional.of(item.row().appVersionSince())),
                times(items, item -> item.row().appVersionReportedAt()),
                texts(items, Item::metadata),
                numbers(items, item -> item.row().metadataRevision()),
                times(items, item -> item.row().metadataUpdatedAt()),
                numbers(items, item -> item.row().revision()),
                times(items, item -> Optional.of(item.row().createdAt())),
                numbers(
                        items,
                        item -> item.decision().before().map(Endpoint::revision).orElse(0L)),
                texts(items, Item::attempt),
                texts(items, item -> item.decision().change().kind().text()),
                texts(items, Item::body),
                texts(items, Item::correlationId),
                times(items, item -> Optional.of(item.decision().change().at())),
                times(items, item -> item.decision().before().map(Endpoint::appVersionSince)),
                times(items, item -> item.decision().before().flatMap(Endpoint::metadataUpdatedAt)))) {
            done.put(row.getString(0), row.getLong(1));
        }
        return done;
    }

    private static String[] texts(List<Item> items, Function<Item, String> value) {
        return items.stream().map(value).toArray(String[]::new);
    }

    private static Long[] numbers(List<Item> items, Function<Item, Long> value) {
        return items.stream().map(value).toArray(Long[]::new);
    }

    private static @Nullable OffsetDateTime[] times(List<Item> items, Function<Item, Optional<Instant>> value) {
        Stream<@Nullable OffsetDateTime> times = items.stream()
                .map(item -> value.apply(item).map(Micros::parameter).orElse(null));
        return times.toArray(OffsetDateTime[]::new);
    }
}
