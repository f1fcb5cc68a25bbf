package io.muster.epr.batch;

import io.muster.epr.endpoint.Micros;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs and their items in the database; a job belongs to one replica at a time through a lease. */
final class BatchStore {

    private static final String TASK = "task_id, kind, application, app_version, correlation_id, created_at";
    private static final String ITEM = "position, endpoint_id, request, state, coalesce(reason, ''), started_at";

    /** What an item asked for whose seal cannot be opened: nothing, so that it fails with a reason. */
    static final String UNREADABLE = "{\"metadata\":null}";

    private final Database database;
    private final Seal seal;

    BatchStore(Database database, Seal seal) {
        this.database = database;
        this.seal = seal;
    }

    /** Stores a job, owned by {@code owner} for the time of the lease. */
    void create(BatchTask task, List<BatchItem> items, String owner, Duration lease) {
        database.inTransaction(tx -> {
            tx.update(
                    """
                    INSERT INTO batch_task (task_id, kind, application, app_version, correlation_id, created_at, owner, until)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + $8 * interval '1 millisecond')""",
                    task.id(),
                    text(task.kind()),
                    task.application(),
                    task.appVersion(),
                    task.correlationId(),
                    Micros.parameter(task.createdAt()),
                    owner,
                    lease.toMillis());
            return tx.update(
                    """
                    INSERT INTO batch_item (task_id, position, endpoint_id, request)
                    SELECT $1, * FROM unnest($2::int4[], $3::text[], $4::text[])""",
                    task.id(),
                    items.stream().map(BatchItem::position).toArray(Integer[]::new),
                    items.stream().map(BatchItem::endpointId).toArray(String[]::new),
                    items.stream().map(item -> seal.seal(item.request())).toArray(String[]::new));
        });
    }

    /** Takes over an unfinished job that nobody works on. */
    Optional<BatchTask> claim(String owner, Duration lease) {
        return first(database.query(
                "UPDATE batch_task SET owner = $1, until = clock_timestamp() + $2 * interval '1 millisecond' "
                        + "WHERE task_id = (SELECT task_id FROM batch_task WHERE finished_at IS NULL "
                        + "AND until < clock_timestamp() ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING "
                        + TASK,
                owner,
                lease.toMillis()));
    }

    /** Prolongs the lease; false when another replica has taken over. */
    boolean prolong(BatchTask task, String owner, Duration lease) {
        return database.update(
                        "UPDATE batch_task SET until = clock_timestamp() + $3 * interval '1 millisecond' "
                                + "WHERE task_id = $1 AND owner = $2 AND finished_at IS NULL",
                        task.id(),
                        owner,
                        lease.toMillis())
                == 1;
    }

    /** Gives an unfinished job back, so that another replica may go on at once. */
    void release(BatchTask task, String owner) {
        database.update(
                "UPDATE batch_task SET until = '-infinity' WHERE task_id = $1 AND owner = $2", task.id(), owner);
    }

    void finish(BatchTask task) {
        database.update("UPDATE batch_task SET finished_at = clock_timestamp() WHERE task_id = $1", task.id());
    }

    /** The next items to work on, marked as started; as they were before that mark. */
    List<BatchItem> start(BatchTask task, int limit, Instant now) {
        List<BatchItem> waiting = items(database.query(
                "SELECT " + ITEM + " FROM batch_item WHERE task_id = $1 AND state = 'waiting' "
                        + "ORDER BY position LIMIT $2",
                task.id(),
                limit));
        database.update(
                "UPDATE batch_item SET started_at = coalesce(started_at, $3) "
                        + "WHERE task_id = $1 AND position = ANY ($2)",
                task.id(),
                waiting.stream().map(BatchItem::position).toArray(Integer[]::new),
                Micros.parameter(now));
        return waiting;
    }

    /** Keeps what an item has come to while it is being worked on; false when another replica has taken over. */
    boolean remember(BatchTask task, int position, String request, String owner) {
        return database.update(
                        "UPDATE batch_item SET request = $3 WHERE task_id = $1 AND position = $2 AND EXISTS "
                                + "(SELECT FROM batch_task t WHERE t.task_id = $1 AND t.owner = $4)",
                        task.id(),
                        position,
                        seal.seal(request),
                        owner)
                == 1;
    }

    /** Stores what became of items, and what was told besides of those that are done. */
    void store(BatchTask task, List<BatchItem> results) {
        database.update(
                """
                UPDATE batch_item b SET state = r.state, reason = nullif(r.reason, ''),
                  request = coalesce(r.request, b.request)
                FROM unnest($2::int4[], $3::text[], $4::text[], $5::text[]) AS r (position, state, reason, request)
                WHERE b.task_id = $1 AND b.position = r.position""",
                task.id(),
                results.stream().map(BatchItem::position).toArray(Integer[]::new),
                results.stream().map(item -> text(item.state())).toArray(String[]::new),
                results.stream().map(BatchItem::reason).toArray(String[]::new),
                results.stream().map(this::told).toArray(String[]::new));
    }

    private @Nullable String told(BatchItem item) {
        boolean known = item.state() == BatchItem.State.DONE && !item.request().equals(UNREADABLE);
        return known ? seal.seal(item.request()) : null;
    }

    Optional<BatchTask> find(String taskId) {
        return first(
                database.query("SELECT " + TASK + " FROM batch_task WHERE task_id = $1", taskId.replace('\0', ' ')));
    }

    List<BatchItem> items(BatchTask task) {
        return items(
                database.query("SELECT " + ITEM + " FROM batch_item WHERE task_id = $1 ORDER BY position", task.id()));
    }

    /** Forgets jobs that were finished longer ago. */
    void forget(Duration age) {
        database.update(
                "DELETE FROM batch_task WHERE finished_at < clock_timestamp() - $1 * interval '1 millisecond'",
                age.toMillis());
    }

    private static Optional<BatchTask> first(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(new BatchTask(
                    row.getString(0),
                    BatchTask.Kind.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getOffsetDateTime(5).toInstant()));
        }
        return Optional.empty();
    }

    private List<BatchItem> items(RowSet<Row> rows) {
        List<BatchItem> items = new ArrayList<>();
        for (Row row : rows) {
            Optional<Instant> startedAt =
                    Optional.ofNullable(row.getOffsetDateTime(5)).map(OffsetDateTime::toInstant);
            items.add(new BatchItem(
                    row.getInteger(0),
                    row.getString(1),
                    seal.open(row.getString(2)).orElse(UNREADABLE),
                    BatchItem.State.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                    row.getString(4),
                    startedAt));
        }
        return items;
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
