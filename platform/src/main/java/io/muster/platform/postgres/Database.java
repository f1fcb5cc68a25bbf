package io.muster.platform.postgres;

import io.muster.platform.work.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL as straight-line code: every call blocks its virtual thread until the answer is there.
 *
 * <p>Statements are prepared once per connection and pipelined. Every failure is an {@link DatabaseFailure}: it tells
 * whether the database could not be reached (try again later) or refused the statement (and with which SQL state).
 */
public final class Database implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Pool pool;
    private final DatabaseSettings settings;

    private Database(Vertx vertx, Pool pool, DatabaseSettings settings) {
        this.vertx = vertx;
        this.pool = pool;
        this.settings = settings;
    }

    /** Opens a pool; connects lazily, so this succeeds while the database is still down. */
    public static Database open(Vertx vertx, DatabaseSettings settings) {
        PoolOptions poolOptions = new PoolOptions()
                .setMaxSize(settings.connections())
                .setConnectionTimeout((int) CONNECT_TIMEOUT.toSeconds())
                .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                .setName("postgres-" + settings.schema());
        Pool pool = PgBuilder.pool()
                .with(poolOptions)
                .connectingTo(connectOptions(settings))
                .using(vertx)
                .build();
        return new Database(vertx, pool, settings);
    }

    private static PgConnectOptions connectOptions(DatabaseSettings settings) {
        PgConnectOptions options = PgConnectOptions.fromUri(settings.url())
                .setUser(settings.user())
                .setPassword(settings.password())
                .setPipeliningLimit(settings.pipelining())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512);
        options.setProperties(Map.of(
                "application_name", "muster",
                "search_path", settings.schema(),
                "client_encoding", "utf-8",
                "client_min_messages", "warning",
                "DateStyle", "ISO",
                "timezone", "UTC",
                "statement_timeout", Long.toString(settings.statementTimeout().toMillis())));
        return options;
    }

    /** The schema that unqualified names resolve to. */
    public String schema() {
        return settings.schema();
    }

    /** The Vert.x instance the pool lives on. */
    public Vertx vertx() {
        return vertx;
    }

    /** Runs one prepared statement and returns its rows. */
    public RowSet<Row> query(String sql, @Nullable Object... parameters) {
        return query(pool, sql, parameters);
    }

    /** Runs one prepared statement without waiting for it: for the few places that live on an event loop. */
    public Future<RowSet<Row>> queryAsync(String sql, @Nullable Object... parameters) {
        return pool.preparedQuery(sql).execute(tuple(parameters));
    }

    /** Runs one prepared statement and returns the number of rows it touched. */
    public int update(String sql, @Nullable Object... parameters) {
        return query(sql, parameters).rowCount();
    }

    /** Runs {@code work} in one transaction; commits when it returns, rolls back when it throws. */
    public <T> T inTransaction(Function<Transaction, T> work) {
        SqlConnection connection = await(pool.getConnection());
        try {
            await(connection.query("BEGIN").execute());
            T result = work.apply(new Transaction(connection));
            await(connection.query("COMMIT").execute());
            return result;
        } catch (RuntimeException failure) {
            rollBack(connection);
            throw failure;
        } finally {
            connection.close();
        }
    }

    private static void rollBack(SqlConnection connection) {
        try {
            await(connection.query("ROLLBACK").execute());
        } catch (DatabaseFailure alreadyGone) {
            // The connection is broken: the server rolls back by itself, and the pool drops the connection.
        }
    }

    /** A running transaction; its statements run on one connection, in order. */
    public record Transaction(SqlConnection connection) {

        /** Runs one prepared statement and returns its rows. */
        public RowSet<Row> query(String sql, @Nullable Object... parameters) {
            return Database.query(connection, sql, parameters);
        }

        /** Runs one prepared statement and returns the number of rows it touched. */
        public int update(String sql, @Nullable Object... parameters) {
            return query(sql, parameters).rowCount();
        }

        /** Runs a script of several statements, without parameters and without preparing. */
        public void script(String sql) {
            await(connection.query(sql).execute());
        }
    }

    private static RowSet<Row> query(SqlClient client, String sql, @Nullable Object... parameters) {
        return await(client.preparedQuery(sql).execute(tuple(parameters)));
    }

    private static Tuple tuple(@Nullable Object... parameters) {
        return Tuple.wrap(parameters);
    }

    private static <T> T await(Future<T> future) {
        try {
            return Waiting.on(future.toCompletionStage());
        } catch (PgException refused) {
            throw DatabaseFailure.refused(refused);
        } catch (DatabaseFailure failure) {
            throw failure;
        } catch (RuntimeException unreachable) {
            throw DatabaseFailure.unreachable(unreachable);
        }
    }

    @Override
    public void close() {
        Waiting.on(pool.close().toCompletionStage());
    }
}
