package io.muster.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.embedded.DataDirectory;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.EmbeddedPostgres;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes go to the one of two real servers that takes them, whichever that is. */
final class FailoverTest {

    private static final String PASSWORD = "the same on both servers";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private Server first;
    private Server second;

    /** A PostgreSQL of its own with a table and a superuser's connection. */
    private final class Server implements AutoCloseable {
        private final DataDirectory data;
        private final EmbeddedPostgres postgres;
        private final Database admin;

        Server(String name) throws IOException {
            data = DataDirectory.open(folder.resolve(name));
            Files.writeString(data.secrets().resolve("postgres-muster"), PASSWORD);
            postgres = EmbeddedPostgres.start(data, 0, EmbeddedListener.silent());
            Database tables = Database.open(
                    vertx, DatabaseSettings.of(url(Integer.toString(postgres.port())), "muster", PASSWORD, "public"));
            tables.update("CREATE SCHEMA own");
            tables.update("CREATE TABLE own.t (n int)");
            tables.close();
            admin = Database.open(
                    vertx,
                    DatabaseSettings.of(
                            url(Integer.toString(postgres.port())),
                            "postgres",
                            Files.readString(data.secrets().resolve("postgres-admin"))
                                    .strip(),
                            "own"));
        }

        /** As a standby is, for everybody who is connected already, too. */
        void takesWrites(boolean yes) {
            admin.update("ALTER SYSTEM SET default_transaction_read_only = " + (yes ? "off" : "on"));
            admin.query("SELECT pg_reload_conf()");
        }

        long rows() {
            return admin.query("SELECT count(*) FROM own.t").iterator().next().getLong(0);
        }

        void kill() {
            admin.close();
            postgres.stop();
        }

        @Override
        public void close() {
            if (postgres.alive()) {
                kill();
            }
            data.close();
        }
    }

    private static String url(String ports) {
        StringBuilder hosts = new StringBuilder();
        for (String port : ports.split(",")) {
            hosts.append(hosts.isEmpty() ? "" : ",").append("127.0.0.1:").append(port);
        }
        return "postgresql://" + hosts + "/muster";
    }

    @BeforeEach
    void start() throws IOException {
        first = new Server("first");
        second = new Server("second");
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        vertx.close().await();
    }

    @Test
    void writesFollowTheServerThatTakesThem() {
        first.takesWrites(false);
        String both = url(first.postgres.port() + "," + second.postgres.port()) + "?target_session_attrs=read-write";
        Database database = Database.open(vertx, DatabaseSettings.of(both, "muster", PASSWORD, "own"));
        until(() -> writes(database));
        assertThat(second.rows()).isEqualTo(1);
        assertThat(first.rows()).isZero();

        first.takesWrites(true);
        second.takesWrites(false);
        until(() -> writes(database) && first.rows() == 1);

        second.takesWrites(true);
        long before = second.rows();
        first.kill();
        until(() -> writes(database) && second.rows() > before);
        database.close();
    }

    private static boolean writes(Database database) {
        try {
            database.update("INSERT INTO t VALUES (1)");
            return true;
        } catch (DatabaseFailure failure) {
            assertThat(failure.unavailable()).as(failure.getMessage()).isTrue();
            return false;
        }
    }

    private static void until(BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("the condition holds in time").isBefore(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
