package io.muster.cm.credential;

import io.muster.contract.error.Refusal;
import io.muster.platform.http.Page;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.trace.Correlation;
import io.muster.platform.work.Gatherer;
import io.muster.platform.work.Lookups;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The stored credentials of one kind: what is the same for all kinds. Every change is one statement; one that ends a
 * usable credential writes the change record for its announcement in the same statement.
 */
public final class CredentialTable<C extends Credential> {

    /** Items per batch, items waiting per lane. */
    public static final Gatherer.Settings GATHERING = Gatherer.Settings.of(500, 10_000);

    private static final String USABLE = "status IN ('Inactive', 'Active') AND NOT ended";

    private final Database database;
    private final Shape<C> shape;
    private final Gatherer<UUID, Optional<C>> firstUses;

    public CredentialTable(Database database, Shape<C> shape) {
        this.database = database;
        this.shape = shape;
        this.firstUses = new Gatherer<>(
                GATHERING, id -> id, CredentialTable::concernsAll, CredentialTable::overload, this::moveToActive);
    }

    /** For a {@link Gatherer} and for {@link Lookups}: whether a failure has nothing to do with a single item. */
    public static boolean concernsAll(RuntimeException failure) {
        return failure instanceof DatabaseFailure database && database.unavailable();
    }

    /** For a {@link Gatherer} and for {@link Lookups}: 503. */
    public static RuntimeException overload(int waiting) {
        return Refusal.unavailable(
                        waiting + " credentials wait for the database already; try again", Duration.ofSeconds(1))
                .refused();
    }

    /** Name of the table; the kind as figures call it. */
    public String name() {
        return shape.table();
    }

    /** Name of the kind in refusals. */
    public String kind() {
        return shape.kind();
    }

    /** The credential with this ID. */
    public Optional<C> byId(UUID id) {
        return where(shape.id() + " = $1", id).stream().findFirst();
    }

    /** All credentials for which an SQL condition holds. */
    public List<C> where(String condition, @Nullable Object... parameters) {
        return rows(database.query("SELECT * FROM " + shape.table() + " WHERE " + condition, parameters))
                .toList();
    }

    /**
     * The credentials that a query finds for several keys.
     *
     * @param sql yields rows of the table, and for each the number of its key in {@code keys} as {@code number}, from 1
     */
    public <K> Map<K, C> byKey(List<K> keys, String sql, @Nullable Object... parameters) {
        Map<K, C> found = new HashMap<>();
        for (Row row : database.steady().query(sql, parameters)) {
            found.put(
                    keys.get(row.getLong("number").intValue() - 1), shape.read().apply(row));
        }
        return found;
    }

    /** Runs a statement that returns rows of the table. */
    public Stream<C> change(String sql, @Nullable Object... parameters) {
        return rows(database.query(sql, parameters));
    }

    private Stream<C> rows(Iterable<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(shape.read());
    }

    /** A part of a list, and how many there are in all. */
    public record Listing<C>(long total, List<C> content) {}

    /**
     * Lists by creation time.
     *
     * @param condition SQL condition
     * @param statuses wanted states; empty for all
     */
    public Listing<C> list(
            String condition, List<Object> parameters, List<Status> statuses, boolean newestFirst, Page page) {
        List<Object> values = new ArrayList<>(parameters);
        values.add(statuses.stream().map(Status::word).toArray(String[]::new));
        String wanted =
                "(%s) AND (cardinality($%d::text[]) = 0 OR status = ANY ($%2$d))".formatted(condition, values.size());
        long total = database.query("SELECT count(*) FROM " + shape.table() + " WHERE " + wanted, values.toArray())
                .iterator()
                .next()
                .getLong(0);
        String order = newestFirst ? "DESC" : "ASC";
        values.add(page.limit());
        values.add(page.offset());
        return new Listing<>(
                total,
                where(
                        "%s ORDER BY created_at %s, %s %2$s LIMIT $%d OFFSET $%d"
                                .formatted(wanted, order, shape.id(), values.size() - 1, values.size()),
                        values.toArray()));
    }

    /**
     * Moves {@code seen} to another state, unless it was changed meanwhile.
     *
     * @param announce whether it stops being accepted
     * @return the new row; empty when the move lost a race
     */
    public Optional<C> move(C seen, Status to, boolean announce) {
        return change(
                        "WITH moved AS (UPDATE " + shape.table() + " SET status = $3, updated_at = clock_timestamp(),"
                                + " revision = revision + 1 WHERE " + shape.id()
                                + " = $1 AND revision = $2 RETURNING *),"
                                + " gone AS (SELECT * FROM moved WHERE $4 AND NOT ended), " + announced("$5")
                                + " SELECT * FROM moved",
                        seen.id(),
                        seen.state().revision(),
                        to.word(),
                        announce,
                        Correlation.current())
                .findFirst();
    }

    /** Deletes {@code seen}, unless it was changed meanwhile; announces it if it was usable. */
    public Optional<C> delete(C seen) {
        return changeAndAnnounce(
                        "DELETE FROM " + shape.table() + " WHERE " + shape.id() + " = $2 AND revision = $3",
                        seen.id(),
                        seen.state().revision())
                .findFirst();
    }

    /**
     * Runs a statement after which the credentials it touches are not accepted any longer as they were, and announces
     * those that are usable.
     *
     * @param sql an UPDATE or DELETE without RETURNING; its parameters begin with {@code $2}
     */
    public Stream<C> changeAndAnnounce(String sql, @Nullable Object... parameters) {
        return changeAndAnnounceUnder(
                "$1",
                sql,
                Stream.concat(Stream.of(Correlation.current()), Stream.of(parameters))
                        .toArray());
    }

    /**
     * Like {@link #changeAndAnnounce}, on behalf of several requests at once.
     *
     * @param correlation SQL expression for the correlation ID of the announcement about {@code told.subject}
     * @param sql its parameters begin with {@code $1}
     */
    public Stream<C> changeAndAnnounceUnder(String correlation, String sql, @Nullable Object... parameters) {
        return change(
                "WITH changed AS (" + sql + " RETURNING *), gone AS (SELECT * FROM changed WHERE " + USABLE + "), "
                        + announced(correlation) + " SELECT * FROM changed",
                parameters);
    }

    /** Notices the credentials whose validity is over, and announces those that were usable. Returns how many. */
    public int end(int limit) {
        return (int) change(
                        "WITH due AS (SELECT " + shape.id() + " FROM " + shape.table()
                                + " WHERE not_after <= clock_timestamp() AND NOT ended LIMIT $2 FOR UPDATE SKIP LOCKED),"
                                + " over AS (UPDATE " + shape.table() + " t SET ended = true FROM due WHERE t."
                                + shape.id() + " = due." + shape.id() + " RETURNING t.*),"
                                + " gone AS (SELECT * FROM over WHERE status IN ('Inactive', 'Active')), "
                                + announced("$1") + " SELECT * FROM over",
                        Correlation.current(),
                        limit)
                .count();
    }

    /** The common table expression that writes the change records of {@code gone}. */
    private String announced(String correlation) {
        return "announced AS (INSERT INTO change_record (partition, kind, subject, body, correlation_id)"
                + " SELECT told.*, " + correlation + " FROM (" + shape.announcement()
                + ") told (partition, kind, subject, body))";
    }

    /**
     * Stores the first use: Inactive becomes Active, exactly once however many replicas try.
     *
     * @return the credential as it is now, moved by whomever; empty when it was deleted
     */
    public Optional<C> firstUse(UUID id) {
        return firstUses.submit(id);
    }

    private List<Optional<C>> moveToActive(List<UUID> ids) {
        Map<UUID, C> moved = new HashMap<>();
        change(
                        "UPDATE " + shape.table() + " SET status = 'Active', updated_at = clock_timestamp(),"
                                + " last_used_at = clock_timestamp(), revision = revision + 1 WHERE " + shape.id()
                                + " = ANY ($1) AND status = 'Inactive' AND NOT ended RETURNING *",
                        (Object) ids.toArray(UUID[]::new))
                .forEach(credential -> moved.put(credential.id(), credential));
        UUID[] others = ids.stream().filter(id -> !moved.containsKey(id)).toArray(UUID[]::new);
        if (others.length > 0) {
            where(shape.id() + " = ANY ($1)", (Object) others)
                    .forEach(credential -> moved.put(credential.id(), credential));
        }
        return ids.stream().map(id -> Optional.ofNullable(moved.get(id))).toList();
    }

    /** Notes uses; changes neither revision nor state. */
    void used(Map<UUID, Instant> uses) {
        List<Map.Entry<UUID, Instant>> entries = List.copyOf(uses.entrySet());
        database.update(
                "UPDATE " + shape.table() + " t SET last_used_at = greatest(t.last_used_at, used.at)"
                        + " FROM unnest($1::uuid[], $2::timestamptz[]) used (id, at) WHERE t." + shape.id()
                        + " = used.id",
                entries.stream().map(Map.Entry::getKey).toArray(UUID[]::new),
                entries.stream()
                        .map(entry -> entry.getValue().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new));
    }
}
