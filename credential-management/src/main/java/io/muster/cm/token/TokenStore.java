package io.muster.cm.token;

import io.muster.cm.credential.CredentialTable;
import io.muster.cm.credential.Shape;
import io.muster.cm.credential.Validity;
import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import io.muster.platform.work.Gatherer;
import io.muster.platform.work.Lookups;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of endpoint tokens. */
final class TokenStore {

    /** One change record per endpoint and application, whatever the number of tokens. */
    private static final Shape<Token> SHAPE =
            new Shape<>("endpoint token", "endpoint_token", "token_id", Token::read, """
                    SELECT partition, 'token-revoked', endpoint_id, json_build_object('message', gen_random_uuid(),
                      'application', application, 'tokens', json_agg(token_id))::text
                    FROM gone GROUP BY partition, endpoint_id, application""");

    private final CredentialTable<Token> table;
    private final Gatherer<Row, Optional<Token>> inserts;
    private final Gatherer<Departure, List<Token>> drops;
    private final Lookups<TokenKey, Token> finds;

    TokenStore(Database database) {
        table = new CredentialTable<>(database, SHAPE);
        inserts = new Gatherer<>(
                CredentialTable.GATHERING,
                Row::key,
                CredentialTable::concernsAll,
                CredentialTable::overload,
                this::insertAll);
        drops = new Gatherer<>(
                CredentialTable.GATHERING,
                Departure::endpointId,
                CredentialTable::concernsAll,
                CredentialTable::overload,
                this::dropAll);
        finds = new Lookups<>(
                Lookups.Settings.DEFAULT, CredentialTable::concernsAll, CredentialTable::overload, this::findAll);
    }

    CredentialTable<Token> table() {
        return table;
    }

    /** A row to be written. */
    record Row(UUID id, String endpointId, TokenKey key, Validity validity) {}

    /** The token that this key stands for. Concurrent calls share a statement. */
    Optional<Token> find(TokenKey key) {
        return finds.find(key);
    }

    /** A query in the query for each key: no guess of the planner makes it walk through the table. */
    private Map<TokenKey, Token> findAll(List<TokenKey> keys) {
        return table.byKey(
                keys,
                """
                SELECT wanted.number, found.*
                FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY wanted (application, hash, number)
                CROSS JOIN LATERAL (SELECT * FROM endpoint_token
                  WHERE application = wanted.application AND token_hash = wanted.hash LIMIT 1) found""",
                column(keys, TokenKey::application).toArray(String[]::new),
                column(keys, key -> key.hash().bytes()).toArray(Buffer[]::new));
    }

    /** Stores a token; empty when its value is taken in the application. Concurrent calls share a statement. */
    Optional<Token> insert(Row row) {
        return inserts.submit(row);
    }

    private List<Optional<Token>> insertAll(List<Row> rows) {
        Map<UUID, Token> stored = new HashMap<>();
        table.change(insertInto("endpoint_token") + " RETURNING *", parameters(rows))
                .forEach(token -> stored.put(token.id(), token));
        return rows.stream()
                .map(row -> Optional.ofNullable(stored.get(row.id())))
                .toList();
    }

    /** The statement that stores {@link #parameters} and leaves out those whose value is taken in the application. */
    static String insertInto(String qualifiedTable) {
        return "INSERT INTO " + qualifiedTable + """
                 (token_id, endpoint_id, application, token_hash, partition, not_before, not_after)
                SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::smallint[],
                  $6::timestamptz[], $7::timestamptz[])
                ON CONFLICT (application, token_hash) DO NOTHING""";
    }

    /**
     * See {@link DraftedTokens#insertFrom}. They begin with their endpoint, so that whatever ends it ends them, but not
     * later than now: the clock of whoever registers it may be ahead of that by which the next tokens are created.
     */
    static String insertDraftsInto(String qualifiedTable, String source) {
        return """
                INSERT INTO %s (token_id, endpoint_id, application, token_hash, partition, created_at)
                  SELECT token_id, endpoint_id, application, token_hash, partition, least(created_at, clock_timestamp())
                  FROM %s
                  ON CONFLICT (application, token_hash) DO NOTHING RETURNING endpoint_id""".formatted(qualifiedTable, source);
    }

    static Object[] parameters(List<Row> rows) {
        return new Object[] {
            column(rows, Row::id).toArray(UUID[]::new),
            column(rows, Row::endpointId).toArray(String[]::new),
            column(rows, row -> row.key().application()).toArray(String[]::new),
            column(rows, row -> row.key().hash().bytes()).toArray(Buffer[]::new),
            column(rows, row -> Partitions.of(row.endpointId())).toArray(Short[]::new),
            times(rows, row -> row.validity().notBefore()),
            times(rows, row -> row.validity().notAfter())
        };
    }

    private static <R, T> List<T> column(List<R> rows, Function<R, T> member) {
        return rows.stream().map(member).toList();
    }

    private static <R> @Nullable OffsetDateTime[] times(List<R> rows, Function<R, Optional<Instant>> member) {
        return rows.stream()
                .map(member)
                .map(time -> time.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
                .toArray(OffsetDateTime[]::new);
    }

    /**
     * Sets the end of a token's validity, if it does not end earlier anyway, and unless it was changed since
     * {@code seen} was read.
     *
     * @return the new row; empty when it was changed
     */
    Optional<Token> endAt(Token seen, Instant end) {
        return table.change("""
                        UPDATE endpoint_token SET not_after = least(not_after, $3), updated_at = clock_timestamp(), revision = revision + 1
                        WHERE token_id = $1 AND revision = $2 RETURNING *""", seen.id(), seen.state().revision(), end.atOffset(ZoneOffset.UTC))
                .findFirst();
    }

    /**
     * An endpoint that is gone.
     *
     * @param until its tokens created up to then go with it
     * @param correlation of whatever ended it
     */
    record Departure(String endpointId, Instant until, String correlation) {}

    /** Deletes the tokens of an endpoint and announces those that were usable. Concurrent calls share a statement. */
    List<Token> drop(Departure departure) {
        return drops.submit(departure);
    }

    /** Without a join: a token that a device is just using must not get lost when PostgreSQL judges its row once more. */
    private List<List<Token>> dropAll(List<Departure> departures) {
        Map<String, List<Token>> dropped = table.changeAndAnnounceUnder(
                        "($3::text[])[array_position($1::text[], told.subject)]",
                        """
                        DELETE FROM endpoint_token WHERE endpoint_id = ANY ($1) AND created_at < (
                          SELECT max(until) FROM unnest($1::text[], $2::timestamptz[]) leaving (id, until)
                          WHERE leaving.id = endpoint_id) + interval '1 millisecond'""",
                        column(departures, Departure::endpointId).toArray(String[]::new),
                        times(departures, departure -> Optional.of(departure.until())),
                        column(departures, Departure::correlation).toArray(String[]::new))
                .collect(Collectors.groupingBy(Token::endpointId));
        return departures.stream()
                .map(departure -> dropped.getOrDefault(departure.endpointId(), List.of()))
                .toList();
    }
}
