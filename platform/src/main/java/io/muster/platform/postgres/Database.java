package io.muster.platform.postgres;

import io.muster.platform.work.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL as straight-line code: every call blocks its virtual thread until the answer is there.
 *
 * <p>Statements are prepared once per connection and pipelined. Every failure is an {@link DatabaseFailure}: it tells
 * whether the database could not be reached (try again later) or refused the statement (and with which SQL state).
 */
public final class Database implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Characters of the longest statement that stays prepared. The driver's own limit of 2,048 leaves out the statements
     * that do several things in one commit: they would be parsed and planned each time they run.
     */
    private static final int LONGEST_CACHED = 64 * 1024;

    private final Vertx vertx;
    private final DatabaseSettings settings;
    private final Duration patience;
    private final boolean alone;
    private final Supplier<Future<SqlConnectOptions>> where;
    private volatile Pool pool;

    private Database(Vertx vertx, DatabaseSettings settings, Servers servers) {
        this.vertx = vertx;
        this.settings = settings;
        this.alone = servers.urls().size() == 1;
        List<PgConnectOptions> options = servers.urls().stream()
                .map(url -> connectOptions(url, settings))
                .toList();
        this.where = alone
                ? () -> Future.succeededFuture(options.getFirst())
                : new Failover(vertx, options, servers.target());
        this.patience = settings.statementTimeout().plus(CONNECT_TIMEOUT);
        this.pool = connect();
    }

    /**
     * Opens a pool; connects lazily, so this succeeds while the database is still down. Of several servers the one that
     * takes writes is used, and when it no longer does, another one.
     */
    public static Database open(Vertx vertx, DatabaseSettings settings) {
        Servers servers = Servers.parse(settings.url())
                .orElseThrow(() -> new IllegalArgumentException("This database URL takes no writes"));
        return new Database(vertx, settings, servers);
    }

    private Pool connect() {
        PoolOptions poolOptions = new PoolOptions()
                .setMaxSize(settings.connections())
                .setConnectionTimeout((int) CONNECT_TIMEOUT.toSeconds())
                .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                .setName("postgres-" + settings.schema());
        return PgBuilder.pool()
                .with(poolOptions)
                .with(new NetClientOptions()
                        .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                        .setTcpKeepAlive(true))
                .connectingTo(where)
                .using(vertx)
                .build();
    }

    private static PgConnectOptions connectOptions(String url, DatabaseSettings settings) {
        PgConnectOptions options = PgConnectOptions.fromUri(url)
                .setUser(settings.user())
                .setPassword(settings.password())
                .setPipeliningLimit(settings.pipelining())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                .setPreparedStatementCacheSqlLimit(LONGEST_CACHED);
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
        return with(current -> query(current, patience, sql, parameters));
    }

    /** Runs one prepared statement without waiting for it: for the few places that live on an event loop. */
    public Future<RowSet<Row>> queryAsync(String sql, @Nullable Object... parameters) {
        Pool current = pool;
        return current.preparedQuery(sql)
                .execute(tuple(parameters))
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> {
                    if (failure instanceof TimeoutException) {
                        giveUp(current);
                    }
                });
    }

    /** Runs one prepared statement and returns the number of rows it touched. */
    public int update(String sql, @Nullable Object... parameters) {
        return query(sql, parameters).rowCount();
    }

    /** Runs {@code work} in one transaction; commits when it returns, rolls back when it throws. */
    public <T> T inTransaction(Function<Transaction, T> work) {
        return with(current -> inTransaction(current, "BEGIN", work));
    }

    /**
     * Like {@link #inTransaction}, but returns before the commit is on disk: a crash of the database within the next
     * second may undo it as a whole, never in part, and never without undoing whatever was committed after it. For work
     * that is found undone and repeated then.
     */
    public <T> T inRepeatableTransaction(Function<Transaction, T> work) {
        return with(current -> inTransaction(current, "BEGIN; SET LOCAL synchronous_commit = off", work));
    }

    private <T> T inTransaction(Pool current, String begin, Function<Transaction, T> work) {
        SqlConnection connection = await(current.getConnection(), patience);
        try {
            await(connection.query(begin).execute(), patience);
            T result = work.apply(new Transaction(connection, patience));
            await(connection.query("COMMIT").execute(), patience);
            return result;
        } catch (RuntimeException failure) {
            if (!silence(failure)) {
                rollBack(connection);
            }
            throw failure;
        } finally {
            connection.close();
        }
    }

    /**
     * A database that stays silent on an open connection (stopped, or behind a network that drops everything) leaves
     * connections that answer nothing, and the driver closes none by force. The pool is then left behind as a whole. So
     * it is when the server became a standby: its connections work, but nothing can be written any more.
     */
    private <T> T with(Function<Pool, T> work) {
        Pool current = pool;
        try {
            return work.apply(current);
        } catch (DatabaseFailure failure) {
            if (silence(failure) || (failure.readOnly() && !alone)) {
                giveUp(current);
            }
            throw failure;
        }
    }

    private static boolean silence(RuntimeException failure) {
        return failure.getCause() instanceof TimeoutException;
    }

    private synchronized void giveUp(Pool silent) {
        if (pool == silent) {
            pool = connect();
            silent.close();
        }
    }

    private void rollBack(SqlConnection connection) {
        try {
            await(connection.query("ROLLBACK").execute(), patience);
        } catch (DatabaseFailure alreadyGone) {
            // The connection is broken: the server rolls back by itself, and the pool drops the connection.
        }
    }

    /**
     * A running transaction; its statements run on one connection, in order.
     *
     * @param patience how long a statement is waited for
     */
    public record Transaction(SqlConnection connection, Duration patience) {

        /** Runs one prepared statement and returns its rows. */
        public RowSet<Row> query(String sql, @Nullable Object... parameters) {
            return Database.query(connection, patience, sql, parameters);
        }

        /** Runs one prepared statement and returns the number of rows it touched. */
        public int update(String sql, @Nullable Object... parameters) {
            return query(sql, parameters).rowCount();
        }

        /** Runs a script of several statements, without parameters and without preparing. */
        public void script(String sql) {
            await(connection.query(sql).execute(), patience);
        }
    }

    private static RowSet<Row> query(SqlClient client, Duration patience, String sql, @Nullable Object... parameters) {
        return await(client.preparedQuery(sql).execute(tuple(parameters)), patience);
    }

    private static Tuple tuple(@Nullable Object... parameters) {
        return Tuple.wrap(parameters);
    }

    /** Bounded, since the pool's queue and a connection that went dead answer nothing at all. */
    private static <T> T await(Future<T> future, Duration patience) {
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

    @Override
    public void close() {
        try {
            Waiting.on(pool.close().toCompletionStage(), CONNECT_TIMEOUT);
        } catch (TimeoutException silent) {
            // The database does not say goodbye; its connections end with this process.
        }
    }
}
