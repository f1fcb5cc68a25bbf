package io.muster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A PostgreSQL of one's own: a supervised child process that listens on 127.0.0.1 only and keeps its data, durably, in
 * {@code postgres} of the data directory. When it ends by itself it is started again on the same port; clients have to
 * reconnect.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String OWNER = "muster";
    private static final long ROOM_BYTES = 100L << 20;
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private final Child child;
    private final int port;
    private final String password;
    private final String adminPassword;

    private EmbeddedPostgres(Child child, int port, String password, String adminPassword) {
        this.child = child;
        this.port = port;
        this.password = password;
        this.adminPassword = adminPassword;
    }

    /**
     * Starts PostgreSQL, making the cluster, the role and the database "muster" the first time. Recovers from whatever
     * a killed process left: a half-made cluster, a stale pid file, a server still running on this directory.
     *
     * @param port of 127.0.0.1; 0 chooses a free one
     * @throws EmbeddedFailure if it cannot run, with the reason and the remedy
     */
    public static EmbeddedPostgres start(DataDirectory data, int port, EmbeddedListener listener) {
        try {
            long room = Files.getFileStore(data.root()).getUsableSpace();
            if (room < ROOM_BYTES) {
                throw new EmbeddedFailure(
                        "only " + (room >> 20) + " MB are free for the data directory " + data.root(),
                        "free at least " + (ROOM_BYTES >> 20) + " MB on that disk");
            }
            Path programs =
                    PostgresBinaries.unpack(CacheDirectory.locate(data.root().resolve("cache")), listener);
            return start(data, port, listener, programs, PostgresUser.choose(data.postgres(), programs));
        } catch (IOException e) {
            throw broken(data, e);
        }
    }

    static EmbeddedPostgres start(
            DataDirectory data, int port, EmbeddedListener listener, Path programs, PostgresUser user) {
        try {
            Path adminSecret = data.secrets().resolve("postgres-admin");
            if (Files.exists(data.postgres().resolve("PG_VERSION")) && !Files.exists(adminSecret)) {
                throw new EmbeddedFailure(
                        adminSecret + ", the password of the database, is missing",
                        "restore it from the backup that belongs to " + data.postgres());
            }
            String adminPassword = SecretFile.readOrMake(adminSecret);
            String password = SecretFile.readOrMake(data.secrets().resolve("postgres-" + OWNER));
            Leftovers.end("postgres", data.postgres());
            PostgresCluster.ensure(data, programs, user, adminPassword, listener);
            user.own(data.postgres());
            int chosen = Loopback.choose("PostgreSQL", port, "--db-port");
            Child child = Child.start(new PostgresProgram(data, programs, user, chosen), listener);
            EmbeddedPostgres postgres = new EmbeddedPostgres(child, chosen, password, adminPassword);
            try {
                postgres.makeOwner();
            } catch (IOException e) {
                child.stop();
                throw e;
            }
            return postgres;
        } catch (IOException e) {
            throw broken(data, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedFailure("the start of PostgreSQL was interrupted", "start again");
        }
    }

    public String host() {
        return Loopback.HOST;
    }

    public int port() {
        return port;
    }

    /** The role that owns the database; not a superuser. */
    public String user() {
        return OWNER;
    }

    /** The password of {@link #user()}. A secret: for connecting only, never for a log. */
    public String password() {
        return password;
    }

    /** The name of the database of the program. */
    public String database() {
        return OWNER;
    }

    /** The address without the password. */
    public String url() {
        return "postgresql://" + OWNER + "@" + Loopback.HOST + ":" + port + "/" + OWNER;
    }

    /** The pid of the running server; changes when it is restarted. */
    public long pid() {
        return child.pid();
    }

    /** Whether the server process is alive now. */
    public boolean alive() {
        return child.alive();
    }

    /**
     * Makes one more empty database that {@link #user()} owns.
     *
     * @param name lower-case letters, digits and underscores, at most 63
     */
    public void createDatabase(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a database name matches " + NAME.pattern() + ", got: " + name);
        }
        try (AdminConnection admin = admin(PostgresCluster.ADMIN)) {
            admin.run("CREATE DATABASE " + name + " OWNER " + OWNER);
        } catch (IOException e) {
            throw new EmbeddedFailure("the database " + name + " cannot be made (" + e.getMessage() + ")", "try again");
        }
    }

    /**
     * A session of the superuser, for what no ordinary role may do.
     *
     * @param database which to connect to
     */
    public AdminConnection admin(String database) throws IOException {
        return new AdminConnection(port, PostgresCluster.ADMIN, adminPassword, database);
    }

    /** Ends sessions, writes everything out, and returns when the process is gone. */
    public void stop() {
        child.stop();
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public String toString() {
        return "EmbeddedPostgres[" + url() + "]";
    }

    /** Done at every start, so that a start killed in between is completed by the next. */
    private void makeOwner() throws IOException {
        try (AdminConnection admin = admin(PostgresCluster.ADMIN)) {
            if (!admin.run("SELECT FROM pg_roles WHERE rolname = '" + OWNER + "'")) {
                admin.run("CREATE ROLE " + OWNER + " LOGIN CREATEDB");
            }
            admin.run("ALTER ROLE " + OWNER + " PASSWORD '" + password + "'");
            if (!admin.run("SELECT FROM pg_database WHERE datname = '" + OWNER + "'")) {
                admin.run("CREATE DATABASE " + OWNER + " OWNER " + OWNER);
            }
        }
    }

    private static EmbeddedFailure broken(DataDirectory data, IOException e) {
        return new EmbeddedFailure(
                "PostgreSQL cannot be started on " + data.root() + " (" + e.getMessage() + ")",
                "check the disk and the permissions of the directory, or use your own PostgreSQL with --db-url");
    }
}
