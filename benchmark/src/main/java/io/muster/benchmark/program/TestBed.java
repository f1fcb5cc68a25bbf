package io.muster.benchmark.program;

import io.muster.benchmark.Plan;
import io.muster.benchmark.load.Patience;
import io.muster.benchmark.load.Processors;
import io.muster.cm.secret.HashKey;
import io.muster.embedded.DataDirectory;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.EmbeddedNats;
import io.muster.embedded.EmbeddedPostgres;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.NatsSettings;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * What measures work with: one PostgreSQL, one NATS, the program and the echo program as processes of their own, and
 * clients in this process. Everything is started when it is first asked for, and gone when this is closed.
 */
public final class TestBed implements AutoCloseable {

    private static final String HASH_KEY = "benchmark-hash-key-0123456789";
    private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(10);

    private final Plan plan;
    private final Path folder;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Vertx vertx = Vertx.vertx();
    private final DataDirectory data;
    private final EmbeddedPostgres postgres;
    private final EmbeddedNats nats;
    private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();
    private final Map<String, Database> databases = new HashMap<>();
    private Optional<Server> server = Optional.empty();
    private Optional<Echo> echo = Optional.empty();
    private boolean settled;
    private int servers;

    private TestBed(Plan plan, Path folder) {
        this.plan = plan;
        this.folder = folder;
        this.data = DataDirectory.open(folder.resolve("backing"));
        this.postgres = EmbeddedPostgres.start(data, 0, EmbeddedListener.silent());
        this.nats = EmbeddedNats.start(data, 0, EmbeddedListener.silent());
    }

    /** Starts PostgreSQL and NATS in a temporary directory. */
    public static TestBed open(Plan plan) {
        try {
            TestBed bed = new TestBed(plan, Files.createTempDirectory("muster-bench-"));
            // A run that is broken off leaves nothing behind either.
            Runtime.getRuntime().addShutdownHook(new Thread(bed::close));
            return bed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How much is measured. */
    public Plan plan() {
        return plan;
    }

    /** For clients. */
    public Vertx vertx() {
        return vertx;
    }

    /** The key that all servers of this bed hash tokens with. */
    public HashKey hashKey() {
        return HashKey.of(HASH_KEY);
    }

    /** A folder of its own for something that needs one. */
    public Path folder() {
        return folder;
    }

    /** The server with all services, started at the first call. */
    public Server server() {
        if (server.isEmpty()) {
            server = Optional.of(opened(start(List.of(), Map.of())));
        }
        return server.get();
    }

    /** One more server on the same PostgreSQL and NATS; the caller closes it. */
    public Server start(List<String> options, Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("MUSTER_DB_USER", postgres.user());
        variables.put("MUSTER_DB_PASSWORD", postgres.password());
        variables.put("KAA_CM_TOKEN_HASH_KEY", HASH_KEY);
        variables.put("KAA_KPC_LIMITS_CONNECTS_PER_SECOND", "100000");
        variables.put("MUSTER_LOG_LEVEL", "warn");
        // Nobody's load balancer has to notice that it stops.
        variables.put("MUSTER_UNREADY_BEFORE_STOP", "0s");
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("--db-url", databaseUrl(), "--nats-url", nats.url()));
        Path own = folder.resolve("server-" + servers++);
        return Server.start(folder, own, List.of(), arguments, variables);
    }

    /** A server with a PostgreSQL and a NATS of its own; the caller closes it. */
    public Server startAlone(Path directory) {
        return Server.alone(folder, directory);
    }

    /** Whether the server has worked for as long as the plan wants it to before it is measured. */
    public boolean settled() {
        return settled;
    }

    /** Tells that it has. */
    public void settle() {
        settled = true;
    }

    /** The bare protocols, started at the first call. */
    public Echo echo() {
        if (echo.isEmpty()) {
            echo = Optional.of(opened(Echo.start(folder, nats.url(), settings("epr"))));
        }
        return echo.get();
    }

    /** A pool like those of the program, on a schema of it. */
    public Database database(String schema) {
        server();
        return databases.computeIfAbsent(schema, name -> opened(Database.open(vertx, settings(name))));
    }

    /** A connection of another driver, which can COPY; the caller closes it. */
    public Connection jdbc() throws SQLException {
        server();
        return DriverManager.getConnection("jdbc:" + databaseUrl(), postgres.user(), postgres.password());
    }

    private DatabaseSettings settings(String schema) {
        return new DatabaseSettings(
                databaseUrl(),
                postgres.user(),
                postgres.password(),
                schema,
                DatabaseSettings.DEFAULT_CONNECTIONS,
                DatabaseSettings.DEFAULT_PIPELINING,
                STATEMENT_TIMEOUT);
    }

    private String databaseUrl() {
        return "postgresql://%s:%d/%s".formatted(postgres.host(), postgres.port(), postgres.database());
    }

    /** A connection to NATS; the bed closes it. */
    public Bus bus() {
        try {
            return opened(Bus.connect(NatsSettings.of(nats.url()), "bench"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while connecting to NATS", e);
        }
    }

    /** Those whose work is shown beside a figure. */
    public Processors processors() {
        Map<String, ProcessHandle> shown = new LinkedHashMap<>();
        shown.put("client", ProcessHandle.current());
        server.ifPresent(running -> shown.put("server", running.jvm().handle()));
        echo.ifPresent(running -> shown.put("echo", running.jvm().handle()));
        ProcessHandle.of(postgres.pid()).ifPresent(process -> shown.put("postgres", process));
        ProcessHandle.of(nats.pid()).ifPresent(process -> shown.put("nats", process));
        return new Processors(shown);
    }

    /** Closes {@code part} together with this. */
    public <P extends AutoCloseable> P opened(P part) {
        opened.push(part);
        return part;
    }

    /** Ends everything and removes the directory. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        while (!opened.isEmpty()) {
            closeQuietly(opened.pop());
        }
        closeQuietly(() -> Patience.on(vertx.close().toCompletionStage()));
        closeQuietly(nats);
        closeQuietly(postgres);
        closeQuietly(data);
        closeQuietly(() -> delete(folder));
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception whatever) {
            // The rest has to be ended too; the processes are ended with this JVM at the latest.
            Thread.yield();
        }
    }

    /** Removes a folder and all in it. */
    public static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
