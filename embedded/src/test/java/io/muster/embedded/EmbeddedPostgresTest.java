package io.muster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @TempDir
    Path folder;

    private DataDirectory data;
    private final RecordingListener listener = new RecordingListener();

    @BeforeEach
    void openData() {
        data = DataDirectory.open(folder.resolve("data"));
    }

    @AfterEach
    void closeData() throws Exception {
        data.close();
        assertThat(Leftovers.find("postgres", data.postgres())).isEmpty();
    }

    @Test
    void keepsDataOverAStop() throws Exception {
        try (EmbeddedPostgres postgres = start(0);
                AdminConnection connection = Databases.connect(postgres, data)) {
            connection.run("CREATE TABLE kept AS SELECT 1");
        }
        try (EmbeddedPostgres postgres = start(0)) {
            assertThat(Databases.holds(postgres, data, "SELECT FROM kept")).isTrue();
        }
    }

    @Test
    void isDurableCheckedAndOnLoopbackOnly() {
        try (EmbeddedPostgres postgres = start(0)) {
            assertThat(Databases.holds(postgres, data, """
                            SELECT 1 WHERE current_setting('fsync') = 'on'
                              AND current_setting('synchronous_commit') = 'on'
                              AND current_setting('data_checksums') = 'on'
                              AND current_setting('listen_addresses') = '127.0.0.1'
                              AND current_setting('server_encoding') = 'UTF8'
                              AND current_setting('password_encryption') = 'scram-sha-256'
                              AND current_setting('server_version_num')::int / 10000 = %d""".formatted(PostgresBinaries.MAJOR)))
                    .isTrue();
        }
    }

    @Test
    void ownerIsNoSuperuserAndPasswordsArePrivate() throws Exception {
        try (EmbeddedPostgres postgres = start(0)) {
            assertThat(Databases.holds(
                            postgres, data, "SELECT FROM pg_roles WHERE rolname = 'muster' AND NOT rolsuper"))
                    .isTrue();
            assertThat(postgres.toString()).doesNotContain(postgres.password());
            assertThatThrownBy(() -> new AdminConnection(postgres.port(), PostgresCluster.ADMIN, "guess").close())
                    .hasMessageContaining("password authentication failed");
        }
        for (String secret : List.of("postgres-admin", "postgres-muster")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(data.secrets().resolve(secret))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void comesBackOnTheSamePortWhenKilled() throws Exception {
        try (EmbeddedPostgres postgres = start(0)) {
            try (AdminConnection connection = Databases.connect(postgres, data)) {
                connection.run("CREATE TABLE kept AS SELECT 1");
            }
            long killed = postgres.pid();
            Signals.send("KILL", killed);
            Await.until("the data are served again", () -> Databases.holds(postgres, data, "SELECT FROM kept"));
            assertThat(postgres.pid()).isNotEqualTo(killed);
            assertThat(listener.restarts).containsExactly("PostgreSQL ended by signal 9");
        }
    }

    @Test
    void aHalfMadeClusterIsMadeAgain() throws Exception {
        Path draft = Files.createDirectories(data.root().resolve("postgres.init/base"));
        Files.writeString(draft.resolveSibling("PG_VERSION"), "18\n");
        try (EmbeddedPostgres postgres = start(0)) {
            assertThat(Databases.holds(postgres, data, "SELECT 1")).isTrue();
        }
        assertThat(data.root().resolve("postgres.init")).doesNotExist();
    }

    @Test
    void aStalePidFileOfAStrangerIsNoObstacle() throws Exception {
        start(0).stop();
        Files.writeString(
                data.postgres().resolve("postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + data.postgres() + "\n0\n5432\n\n127.0.0.1\n  1 1\nready   \n");
        try (EmbeddedPostgres postgres = start(0)) {
            assertThat(Databases.holds(postgres, data, "SELECT 1")).isTrue();
        }
    }

    @Test
    void aServerLeftOverByAKilledParentIsEnded() throws Exception {
        start(0).stop();
        Path programs = PostgresBinaries.unpack(CacheDirectory.locate(folder), listener);
        PostgresUser user = PostgresUser.choose(data.postgres(), programs);
        int port = Loopback.choose("PostgreSQL", 0, "--db-port");
        PostgresProgram program = new PostgresProgram(data, programs, user, port);
        Process leftover = new ProcessBuilder(program.command())
                .directory(program.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(program.log().toFile())
                .start();
        Await.until("the left-over server is ready", () -> program.ready(leftover.pid()));
        try (EmbeddedPostgres postgres = start(port)) {
            assertThat(leftover.isAlive()).isFalse();
            assertThat(Databases.holds(postgres, data, "SELECT 1")).isTrue();
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Loopback.HOST))) {
            assertThatThrownBy(() -> start(taken.getLocalPort()))
                    .isInstanceOf(EmbeddedFailure.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--db-port");
        }
    }

    @Test
    void aClusterOfAnotherVersionIsRefused() throws Exception {
        start(0).stop();
        Files.writeString(data.postgres().resolve("PG_VERSION"), "19\n");
        assertThatThrownBy(() -> start(0))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("made by PostgreSQL 19")
                .hasMessageContaining("pg_upgrade");
    }

    @Test
    void aForeignFolderIsNotTouched() throws Exception {
        Files.writeString(Files.createDirectories(data.postgres()).resolve("letter.txt"), "dear");
        assertThatThrownBy(() -> start(0))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("is not a PostgreSQL data directory");
        assertThat(data.postgres().resolve("letter.txt")).exists();
    }

    @Test
    void aLostPasswordIsNamed() throws Exception {
        start(0).stop();
        Files.delete(data.secrets().resolve("postgres-admin"));
        assertThatThrownBy(() -> start(0)).isInstanceOf(EmbeddedFailure.class).hasMessageContaining("postgres-admin");
    }

    @Test
    void aBrokenConfigurationFileGivesTheServersReason() throws Exception {
        start(0).stop();
        Files.writeString(data.postgres().resolve("postgresql.conf"), "shared_buffers = plenty\n");
        assertThatThrownBy(() -> start(0))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("PostgreSQL ended during its start")
                .hasMessageContaining("postgres.log");
    }

    /** Root may not be able to make a user namespace, as in many containers; others need nothing of the kind. */
    @Test
    void runsWithoutUserNamespaces() throws Exception {
        Path programs = PostgresBinaries.unpack(CacheDirectory.locate(folder), listener);
        boolean root = PostgresUser.runningAsRoot();
        PostgresUser user = root ? new PostgresUser.Unprivileged(65534, 65534, true) : new PostgresUser.Itself();
        Object uid = root ? 65534 : Files.getAttribute(folder, "unix:uid");
        for (int round = 0; round < 2; round++) {
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, 0, listener, programs, user)) {
                assertThat(Databases.holds(postgres, data, "SELECT 1")).isTrue();
                assertThat(Files.getAttribute(Path.of("/proc/" + postgres.pid()), "unix:uid"))
                        .isEqualTo(uid);
            }
        }
        assertThat(PostgresUser.choose(data.postgres(), programs)).isEqualTo(user);
    }

    private EmbeddedPostgres start(int port) {
        return EmbeddedPostgres.start(data, port, listener);
    }
}
