package io.muster.epr.endpoint;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * How {@link WriteStatement} is written for a batch: with a part for each kind of operation in it and no others, since a
 * part that has nothing to do costs PostgreSQL as much as the change of a row. A few forms occur, those of changes alone
 * and of registrations alone most of all.
 */
final class WriteForms {

    /** What is done to a row. */
    enum Operation {
        /** It is new, and nobody else can know its ID. */
        INSERT("insert", "inserted"),
        /** It is new, and its registration intent must stand. */
        CLAIM("claim", "claimed"),
        /** It is new, nobody else can know its ID, and its token is new as well. */
        PAIR("pair", "paired"),
        UPDATE("update", "updated"),
        DELETE("delete", "deleted");

        private final String word;
        private final String done;

        Operation(String word, String done) {
            this.word = word;
            this.done = done;
        }

        /** As the statement knows it. */
        String word() {
            return word;
        }
    }

    private static final String INPUT = """
            unnest($1::text[], $2::text[], $3::int2[], $4::text[], $5::text[], $6::timestamptz[],
                  $7::timestamptz[], $8::text[], $9::int8[], $10::timestamptz[], $11::int8[], $12::timestamptz[],
                  $13::int8[], $14::text[], $15::text[], $16::text[], $17::text[], $18::timestamptz[],
                  $19::timestamptz[], $20::timestamptz[]%s) WITH ORDINALITY
                AS i (operation, endpoint_id, partition, application, app_version, app_version_since,
                  app_version_reported_at, metadata, metadata_revision, metadata_updated_at, revision, created_at,
                  expected, attempt, kind, body, correlation_id, changed_at, expected_since,
                  expected_updated_at%s, n)""";

    private static final String ROWS = INPUT.formatted("", "");

    private static final String ROWS_WITH_TOKENS =
            INPUT.formatted(", $21::uuid[], $22::bytea[]", ", token_id, token_hash");

    private static final String INSERT = """
            INSERT INTO endpoint (endpoint_id, partition, application, app_version, app_version_since,
                  app_version_reported_at, metadata, metadata_revision, metadata_updated_at, revision, created_at)
              SELECT i.endpoint_id, partition, application, app_version, app_version_since, app_version_reported_at,
                metadata::jsonb, metadata_revision, metadata_updated_at, revision, created_at
              FROM input i""";

    private static final String UNLESS_TAKEN = " ON CONFLICT (endpoint_id) DO NOTHING";

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

    private static final String UPDATES_ONLY =
            """
            WITH updated AS (%s, i.n, i.partition, i.kind, i.body, i.correlation_id, i.changed_at), %s""".formatted(UPDATE.formatted(ROWS, SAME_STATE), RECORD.formatted("updated"));

    private final Optional<? extends TokenTable> tokens;
    private final Map<Set<Operation>, String> forms = new ConcurrentHashMap<>();

    /** @param tokens where {@link Operation#PAIR} stores its tokens */
    WriteForms(Optional<? extends TokenTable> tokens) {
        this.tokens = tokens;
    }

    /**
     * The statement for a batch in which these operations occur. The last two of its 22 parameters are there only if
     * {@link Operation#PAIR} is among them.
     */
    String of(Set<Operation> operations) {
        return forms.computeIfAbsent(operations, this::write);
    }

    private String write(Set<Operation> operations) {
        if (operations.equals(Set.of(Operation.UPDATE))) {
            return UPDATES_ONLY;
        }
        String parts = operations.stream().map(this::part).collect(Collectors.joining(",\n"));
        String done = operations.stream()
                .map(operation -> "SELECT endpoint_id FROM " + operation.done)
                .collect(Collectors.joining(" UNION ALL "));
        return "WITH input AS (SELECT * FROM %s),\n%s,\ndone AS (%s),\n%s"
                .formatted(
                        operations.contains(Operation.PAIR) ? ROWS_WITH_TOKENS : ROWS,
                        parts,
                        done,
                        RECORD.formatted("input JOIN done USING (endpoint_id)"));
    }

    private String part(Operation operation) {
        String part =
                switch (operation) {
                    case INSERT -> INSERT + " WHERE operation = 'insert'" + UNLESS_TAKEN + " RETURNING endpoint_id";
                    case CLAIM ->
                        INSERT + " JOIN intent USING (endpoint_id) WHERE operation = 'claim'" + UNLESS_TAKEN
                                + " RETURNING endpoint_id";
                    // Of an ID that is taken nothing is stored: one cannot leave out the endpoint and keep the token.
                    case PAIR -> INSERT + " JOIN token USING (endpoint_id) RETURNING endpoint_id";
                    case UPDATE -> UPDATE.formatted("input i", SAME_STATE);
                    case DELETE -> """
                            DELETE FROM endpoint e USING input i
                              WHERE i.operation = 'delete' AND e.endpoint_id = i.endpoint_id AND %s
                              RETURNING e.endpoint_id""".formatted(SAME_STATE);
                };
        return before(operation) + operation.done + " AS (" + part + ")";
    }

    /** What has to be stored or removed with the row, or the row is not stored. */
    private String before(Operation operation) {
        return switch (operation) {
            case CLAIM -> """
                    intent AS (
                      DELETE FROM registration_intent r USING input i
                      WHERE i.operation = 'claim' AND r.endpoint_id = i.endpoint_id AND r.attempt = i.attempt
                      RETURNING r.endpoint_id),
                    """;
            case PAIR ->
                "token AS (%s),\n"
                        .formatted(tokens.orElseThrow()
                                .insertFrom("(SELECT * FROM input WHERE operation = 'pair') AS drafted"));
            case INSERT, UPDATE, DELETE -> "";
        };
    }
}
