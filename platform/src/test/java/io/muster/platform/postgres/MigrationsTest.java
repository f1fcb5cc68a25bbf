package io.muster.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.embedded.TestStack;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steps are done once and wholly, whoever is killed and whoever works on the tables meanwhile. */
final class MigrationsTest {

    private static final String WAITING =
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted"
                    + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final TestStack.Database place = TestStack.newDatabase();
    private Database database;
    private Database other;

    @BeforeEach
    void open() {
        database = connect();
        other = connect();
        other.update("CREATE SCHEMA IF NOT EXISTS steps");
    }

    private Database connect() {
        return Database.open(
                vertx,
                DatabaseSettings.of(
                        "postgresql://%s:%d/%s".formatted(place.host(), place.port(), place.name()),
                        place.user(),
                        place.password(),
                        "steps"));
    }

    @AfterEach
    void close() {
        database.close();
        other.close();
        threads.close();
        vertx.close().await();
    }

    private Migrations migrations() {
        return new Migrations(database, "kettle", MigrationsTest.class);
    }

    private List<String> steps() {
        return StreamSupport.stream(
                        other.query("SELECT name FROM step ORDER BY name").spliterator(), false)
                .map(row -> row.getString(0))
                .toList();
    }

    /** Somebody who has the lock that the second step needs, until the latch is down. */
    private CompletableFuture<Boolean> holding(String statement, CountDownLatch holds, CountDownLatch release) {
        return CompletableFuture.supplyAsync(
                () -> other.inTransaction(tx -> {
                    tx.query(statement);
                    holds.countDown();
                    try {
                        return release.await(60, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                }),
                threads);
    }

    @Test
    void aStepThatIsKilledLeavesNothingAndIsDoneByTheNextStart() throws Exception {
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Boolean> holder = holding("SELECT pg_advisory_xact_lock(4711)", holds, release);
        holds.await();
        CompletableFuture<Integer> migrating =
                CompletableFuture.supplyAsync(() -> migrations().migrate(), threads);
        until(() -> other.query(WAITING).size() == 1);
        other.query("SELECT pg_terminate_backend(pid) FROM (" + WAITING + ") w");

        assertThatThrownBy(migrating::join).hasCauseInstanceOf(DatabaseFailure.class);
        assertThat(steps()).containsExactly("first");
        assertThat(migrations().present()).isEqualTo(1);
        release.countDown();
        holder.join();
        assertThat(migrations().migrate()).isEqualTo(2);
        assertThat(steps()).containsExactly("first", "second");
    }

    @Test
    void replicasThatStartTogetherDoAStepOnce() throws Exception {
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Boolean> holder = holding("SELECT pg_advisory_xact_lock(4711)", holds, release);
        holds.await();
        List<CompletableFuture<Integer>> replicas = List.of(
                CompletableFuture.supplyAsync(() -> migrations().migrate(), threads),
                CompletableFuture.supplyAsync(() -> migrations().migrate(), threads),
                CompletableFuture.supplyAsync(() -> migrations().migrate(), threads));
        until(() -> other.query(WAITING).size() == 1);
        release.countDown();
        holder.join();
        replicas.forEach(replica -> assertThat(replica.join()).isEqualTo(2));
        assertThat(steps()).containsExactly("first", "second");
    }

    @Test
    void whoeverUsesATableIsNotKeptWaitingByAStepThatWaitsForIt() throws Exception {
        other.update("CREATE TABLE schema_version (component text, version int,"
                + " applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (component, version))");
        other.update("CREATE TABLE kettle (id int PRIMARY KEY)");
        other.update("CREATE TABLE step (name text)");
        other.update("INSERT INTO schema_version (component, version) VALUES ('kettle', 1)");
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Boolean> reader = holding("SELECT count(*) FROM kettle", holds, release);
        holds.await();
        CompletableFuture<Integer> migrating =
                CompletableFuture.supplyAsync(() -> migrations().migrate(), threads);
        until(() -> other.query("SELECT FROM pg_locks WHERE relation = 'kettle'::regclass AND NOT granted")
                        .size()
                == 1);

        assertThat(other.query("SELECT count(*) FROM kettle")).hasSize(1);
        assertThat(migrating).isNotDone();

        release.countDown();
        reader.join();
        assertThat(migrating.get(60, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void aNewerDatabaseIsRefusedUntouched() {
        migrations().migrate();
        other.update("INSERT INTO schema_version (component, version) VALUES ('kettle', 9)");
        assertThatThrownBy(() -> migrations().migrate())
                .isInstanceOf(Migrations.NewerSchema.class)
                .hasMessageContaining("version 9")
                .hasMessageContaining("up to 2");
        assertThatThrownBy(() -> migrations().present()).isInstanceOf(Migrations.NewerSchema.class);
        assertThat(steps()).containsExactly("first", "second");
    }

    private static void until(BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("the condition holds in time").isBefore(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
