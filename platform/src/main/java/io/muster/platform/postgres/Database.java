package io.muster.platform.postgres;

import io.muster.platform.work.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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

    /** One connection of so many is {@linkplain #steady steady}, and not less than these. */
    private static final int STEADY_SHARE = 4;

    /** The feed keeps one while NATS is slow; those who write must not wait for it. */
    private static final int LEAST_STEADY = 3;

    /** Of a pool that is smaller than that no connection is taken away. */
    private static final int LEAST_OTHERS = 4;

    private static final String REPEATABLE = "BEGIN; SET LOCAL synchronous_commit = off";

    private final Vertx vertx;
    private final DatabaseSettings settings;
    private final Duration patience;
    private final boolean alone;
    private final Supplier<Future<SqlConnectOptions>> where;
    private volatile Pool pool;
    private Database steady = this;

    private Database(Vertx vertx, DatabaseSettings settings, Servers servers, Map<String, String> planning) {
        this.vertx = vertx;
        this.settings = settings;
        this.alone = servers.urls().size() == 1;
        List<PgConnectOptions> options = servers.urls().stream()
                .map(url -> Connecting.to(url, settings, planning))
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
        int size = settings.connections();
        int steady = Math.max(LEAST_STEADY, size / STEADY_SHARE);
        int others = Math.max(Math.min(size, LEAST_OTHERS), size - steady);
        Database database = new Database(vertx, settings.withConnections(others), servers, Map.of());
        database.steady = new Database(vertx, settings.withConnections(steady), servers, Connecting.STEADY);
        return database;
    }

    /**
     * Other connections of the same database, for the few statements that run all the time and are sure of their indexes:
     * each is planned once. Elsewhere PostgreSQL plans a statement with {@code = ANY ($1)} anew each time, since it believes
     * that fewer elements than it would guess pay for that, and planning takes longer than finding a few rows. A plan that
     * is kept must not be that of a table which was empty by chance, hence these use indexes whatever the size.
     */
    public Database steady() {
        return steady;
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
                .execute(Flight.tuple(parameters))
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
        return with(current -> inTransaction(current, REPEATABLE, work));
    }

    private <T> T inTransaction(Pool current, String begin, Function<Transaction, T> work) {
        SqlConnection connection = Flight.await(current.getConnection(), patience);
        try {
            return orRollBack(connection, flight -> {
                flight.begin(begin);
                flight.awaitBegin();
                T result = work.apply(new Transaction(flight));
                flight.settle();
                Flight.await(connection.query("COMMIT").execute(), patience);
                return result;
            });
        } finally {
            connection.close();
        }
    }

    /** Takes a connection out of the pool for a while; the caller closes the session. */
    public Session session() {
        return with(current -> new Session(current, Flight.await(current.getConnection(), patience)));
    }

    /**
     * One connection for several pieces of work. As long as it works the database has not crashed in between, so that what
     * was read in it has not been undone either.
     */
    public final class Session implements AutoCloseable {

        private final Pool origin;
        private final SqlConnection connection;

        private Session(Pool origin, SqlConnection connection) {
            this.origin = origin;
            this.connection = connection;
        }

        /**
         * Runs statements one behind the other, each in a transaction of its own, and waits for none of them before the
         * next one is sent: each sees what those before it have done, for the price of one round trip.
         *
         * @return the rows of each
         */
        public List<RowSet<Row>> query(Statement... statements) {
            return with(origin, current -> {
                List<Future<RowSet<Row>>> answers = new ArrayList<>();
                for (Statement statement : statements) {
                    answers.add(execute(statement));
                }
                List<RowSet<Row>> rows = new ArrayList<>();
                answers.forEach(answer -> rows.add(Flight.await(answer, patience)));
                return rows;
            });
        }

        /**
         * Like {@link Database#inRepeatableTransaction}, with fewer round trips: the begin travels with the proofs and
         * queries that {@code work} starts with, the commit with what was sent last, and so does a question behind it.
         *
         * @param work if the transaction cannot be begun, a query that it starts with is carried out all the same, so
         *     that one must not write
         * @return the rows of {@code behind}, asked after the commit
         */
        public RowSet<Row> inRepeatableTransaction(Consumer<Transaction> work, Statement behind) {
            return with(
                    origin,
                    current -> orRollBack(connection, flight -> {
                        flight.begin(REPEATABLE);
                        work.accept(new Transaction(flight));
                        flight.prove();
                        // If anything that was sent before it failed, this is a rollback.
                        Future<RowSet<Row>> commit = connection.query("COMMIT").execute();
                        Future<RowSet<Row>> answer = execute(behind);
                        flight.settle();
                        Flight.await(commit, patience);
                        return Flight.await(answer, patience);
                    }));
        }

        private Future<RowSet<Row>> execute(Statement statement) {
            return connection.preparedQuery(statement.sql()).execute(Tuple.wrap(statement.parameters()));
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /**
     * A database that stays silent on an open connection (stopped, or behind a network that drops everything) leaves
     * connections that answer nothing, and the driver closes none by force. The pool is then left behind as a whole. So
     * it is when the server became a standby: its connections work, but nothing can be written any more.
     */
    private <T> T with(Function<Pool, T> work) {
        return with(pool, work);
    }

    private <T> T with(Pool current, Function<Pool, T> work) {
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

    /** Carries out a transaction, and undoes it if anything fails on a connection that still answers. */
    private <T> T orRollBack(SqlConnection connection, Function<Flight, T> transaction) {
        try {
            return transaction.apply(new Flight(connection, patience));
        } catch (RuntimeException failure) {
            if (!silence(failure)) {
                rollBack(connection);
            }
            throw failure;
        }
    }

    private void rollBack(SqlConnection connection) {
        try {
            Flight.await(connection.query("ROLLBACK").execute(), patience);
        } catch (DatabaseFailure alreadyGone) {
            // The connection is broken: the server rolls back by itself, and the pool drops the connection.
        }
    }

    /**
     * A running transaction; its statements run on one connection, in order. Used by one thread.
     *
     * <p>A statement whose result does not matter for the next one is best {@linkplain #send sent}: it travels together
     * with what follows, and on a busy machine each answer that is waited for costs more than a small statement.
     */
    public static final class Transaction {

        private final Flight flight;

        private Transaction(Flight flight) {
            this.flight = flight;
        }

        /** The same transaction for statements that may take longer than others. */
        Transaction waitingUpTo(Duration longest) {
            return new Transaction(flight.waitingUpTo(longest));
        }

        /** Runs one prepared statement and returns its rows. What was sent before has succeeded then. */
        public RowSet<Row> query(String sql, @Nullable Object... parameters) {
            return flight.query(sql, parameters);
        }

        /** Runs one prepared statement and returns the number of rows it touched. */
        public int update(String sql, @Nullable Object... parameters) {
            flight.awaitBegin();
            return query(sql, parameters).rowCount();
        }

        /** Sends one prepared statement without waiting for it. The transaction is committed only if it succeeds. */
        public void send(String sql, @Nullable Object... parameters) {
            flight.awaitBegin();
            flight.send(Optional.empty(), sql, parameters);
        }

        /**
         * Sends one prepared statement, which must do nothing that matters by itself, without waiting for it.
         *
         * @param inspection is shown the result, before that of any later statement is returned and before the commit;
         *     what it throws ends the transaction
         */
        public void send(Consumer<RowSet<Row>> inspection, String sql, @Nullable Object... parameters) {
            flight.send(Optional.of(inspection), sql, parameters);
        }

        /** Runs a script of several statements, without parameters and without preparing. */
        public void script(String sql) {
            flight.script(sql);
        }
    }

    private static RowSet<Row> query(SqlClient client, Duration patience, String sql, @Nullable Object... parameters) {
        return Flight.await(client.preparedQuery(sql).execute(Flight.tuple(parameters)), patience);
    }

    @Override
    public void close() {
        if (steady != this) {
            steady.close();
        }
        try {
            Waiting.on(pool.close().toCompletionStage(), CONNECT_TIMEOUT);
        } catch (TimeoutException silent) {
            // The database does not say goodbye; its connections end with this process.
        }
    }
}
