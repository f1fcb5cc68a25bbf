package io.muster.platform.postgres;

import io.muster.platform.work.Waiting;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Statements of a transaction that are under way on its connection, one behind the other. Used by one thread.
 *
 * <p>PostgreSQL carries them out in order, and none behind one that failed, as long as there is a transaction. Where it
 * could not be begun each would be a transaction of its own, so what writes is not sent before the begin is answered.
 */
final class Flight {

    private final SqlConnection connection;
    private final Duration patience;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private boolean begun;

    Flight(SqlConnection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    private record Sent(Future<RowSet<Row>> answer, Optional<Consumer<RowSet<Row>>> inspection) {}

    /** The same transaction for statements that may take longer than others. */
    Flight waitingUpTo(Duration longest) {
        Flight same = new Flight(connection, longest);
        same.begun = begun;
        return same;
    }

    void begin(String script) {
        sent.add(new Sent(connection.query(script).execute(), Optional.empty()));
    }

    void send(Optional<Consumer<RowSet<Row>>> inspection, String sql, @Nullable Object... parameters) {
        sent.add(new Sent(connection.preparedQuery(sql).execute(tuple(parameters)), inspection));
    }

    RowSet<Row> query(String sql, @Nullable Object... parameters) {
        Future<RowSet<Row>> answer = connection.preparedQuery(sql).execute(tuple(parameters));
        settle();
        return await(answer, patience);
    }

    void script(String sql) {
        settle();
        await(connection.query(sql).execute(), patience);
    }

    void awaitBegin() {
        if (!begun) {
            settle();
        }
    }

    /** Waits until nothing is left that may be objected to. */
    void prove() {
        if (sent.stream().anyMatch(one -> one.inspection().isPresent())) {
            settle();
        }
    }

    /** In order, so that the first failure is told and not those of the statements behind it. */
    void settle() {
        for (Sent next = sent.poll(); next != null; next = sent.poll()) {
            RowSet<Row> rows = await(next.answer(), patience);
            next.inspection().ifPresent(inspection -> inspection.accept(rows));
        }
        begun = true;
    }

    static Tuple tuple(@Nullable Object... parameters) {
        return Tuple.wrap(parameters);
    }

    /** Bounded, since the pool's queue and a connection that went dead answer nothing at all. */
    static <T> T await(Future<T> future, Duration patience) {
        try {
            return Waiting.on(future.toCompletionStage(), patience);
        } catch (PgException refused) {
            throw DatabaseFailure.refused(refused);
        } catch (DatabaseFailure failure) {
            throw failure;
        } catch (TimeoutException silent) {
            throw DatabaseFailure.unreachable(silent);
        } catch (RuntimeException unreachable) {
            throw DatabaseFailure.unreachable(unreachable);
        }
    }
}
