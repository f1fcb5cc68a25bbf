package io.muster.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;

/**
 * A PostgreSQL and its standby on 127.0.0.1, for tests: what is committed at the first is on the disk of the second, which
 * can take over. Nobody starts them again; both are gone with this process.
 */
public final class PostgresPair implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Server first;
    private final Server second;
    private final String password;

    /** One of the two, running. */
    private record Server(DataDirectory data, PostgresProgram program, Process process) {

        static Server start(DataDirectory data, PostgresProgram usual, int port) throws InterruptedException {
            PostgresProgram program = new PostgresProgram(data, usual.programs(), usual.user(), port);
            return new Server(data, program, Child.launch(program));
        }

        AdminConnection admin() throws IOException {
            return new AdminConnection(program.port(), PostgresCluster.ADMIN, adminPassword(data));
        }

        void kill() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private PostgresPair(Server first, Server second, String password) {
        this.first = first;
        this.second = second;
        this.password = password;
    }

    /**
     * Starts both, on free ports, and returns when the standby follows.
     *
     * @param folder keeps a data directory for each
     */
    public static PostgresPair start(Path folder, int firstPort, int secondPort) throws IOException {
        DataDirectory original = DataDirectory.open(folder.resolve("postgres-1"));
        DataDirectory copy = DataDirectory.open(folder.resolve("postgres-2"));
        try {
            Path programs =
                    PostgresBinaries.unpack(CacheDirectory.locate(folder.resolve("cache")), EmbeddedListener.silent());
            PostgresUser user = PostgresUser.choose(original.postgres(), programs);
            String password;
            try (EmbeddedPostgres made =
                    EmbeddedPostgres.start(original, firstPort, EmbeddedListener.silent(), programs, user)) {
                password = made.password();
            }
            standby(original, copy, firstPort);
            user.own(copy.postgres());
            PostgresProgram program = new PostgresProgram(original, programs, user, firstPort);
            Server first = Server.start(original, program, firstPort);
            Server second = Server.start(copy, program, secondPort);
            PostgresPair pair = new PostgresPair(first, second, password);
            try {
                pair.synchronise();
            } catch (IOException | InterruptedException | RuntimeException failure) {
                pair.close();
                throw failure;
            }
            return pair;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedFailure("the start of PostgreSQL was interrupted", "start again");
        }
    }

    /** Copies a stopped cluster and has it follow the original. */
    private static void standby(DataDirectory original, DataDirectory copy, int port) throws IOException {
        Path from = original.postgres();
        Path to = copy.postgres();
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                FileTree.directory(to.resolve(from.relativize(folder)), "rwx------");
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copied = Files.copy(file, to.resolve(from.relativize(file)));
                Files.setPosixFilePermissions(copied, PosixFilePermissions.fromString("rw-------"));
                return FileVisitResult.CONTINUE;
            }
        });
        Files.copy(original.secrets().resolve("postgres-admin"), copy.secrets().resolve("postgres-admin"));
        Files.writeString(to.resolve("standby.signal"), "");
        Files.writeString(
                to.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=%s port=%d user=%s password=%s application_name=second'%n"
                        .formatted(Loopback.HOST, port, PostgresCluster.ADMIN, adminPassword(original)),
                StandardOpenOption.APPEND);
    }

    private static String adminPassword(DataDirectory data) {
        try {
            return Files.readString(data.secrets().resolve("postgres-admin")).strip();
        } catch (IOException e) {
            throw new EmbeddedFailure("the password of " + data.root() + " cannot be read", "run as its owner");
        }
    }

    /** From now on a commit waits for the standby. */
    private void synchronise() throws IOException, InterruptedException {
        try (AdminConnection admin = first.admin()) {
            await(admin, "SELECT FROM pg_stat_replication WHERE state = 'streaming'");
            admin.run("ALTER SYSTEM SET synchronous_standby_names = 'second'");
            admin.run("SELECT pg_reload_conf()");
            await(admin, "SELECT FROM pg_stat_replication WHERE sync_state = 'sync'");
        }
    }

    private static void await(AdminConnection admin, String question) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!admin.run(question)) {
            if (Instant.now().isAfter(deadline)) {
                throw new EmbeddedFailure("the standby does not follow", "see its log");
            }
            Thread.sleep(20);
        }
    }

    /** The address of both, which leads to the one that takes writes. */
    public String url() {
        return "postgresql://%1$s:%2$d,%1$s:%3$d/muster?target_session_attrs=read-write"
                .formatted(
                        Loopback.HOST, first.program().port(), second.program().port());
    }

    /** The role that owns the database. */
    public String user() {
        return "muster";
    }

    /** Its password. */
    public String password() {
        return password;
    }

    /** Kills the first server with SIGKILL; it never comes back. */
    public void killFirst() {
        first.kill();
    }

    /** Makes the standby a server that takes writes. */
    public void promoteSecond() throws IOException {
        try (AdminConnection admin = second.admin()) {
            admin.run("SELECT pg_promote()");
        }
    }

    @Override
    public void close() {
        second.kill();
        first.kill();
        second.data().close();
        first.data().close();
    }
}
