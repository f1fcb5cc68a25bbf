package io.muster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The PostgreSQL of an installation as an operator's tool reaches it: that of the Muster which runs on the data directory,
 * or, when none does, one that is started for as long as this object is open.
 */
public final class OperatedPostgres implements AutoCloseable {
    private static final String OWNER = "muster";
    private static final int PORT_LINE = 3;

    private final Path root;
    private final int port;
    private final Optional<Own> own;

    /** Started for the time being; nobody else can use the directory meanwhile. */
    private record Own(DataDirectory data, EmbeddedPostgres postgres) {}

    private OperatedPostgres(Path root, int port, Optional<Own> own) {
        this.root = root;
        this.port = port;
        this.own = own;
    }

    /**
     * Finds or starts it.
     *
     * @param directory data directory of an installation
     * @throws EmbeddedFailure if there is no data, or its PostgreSQL neither runs nor can be started
     */
    public static OperatedPostgres open(Path directory, EmbeddedListener listener) {
        Optional<DataDirectory> free = DataDirectory.openUnlessInUse(directory);
        if (free.isEmpty()) {
            return new OperatedPostgres(directory, runningPort(directory), Optional.empty());
        }
        DataDirectory data = free.get();
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(data, 0, listener);
            return new OperatedPostgres(data.root(), postgres.port(), Optional.of(new Own(data, postgres)));
        } catch (EmbeddedFailure failure) {
            data.close();
            throw failure;
        }
    }

    /** PostgreSQL notes its port in its pid file. */
    private static int runningPort(Path directory) {
        Path file = directory.resolve("postgres/postmaster.pid");
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() > PORT_LINE) {
                return Integer.parseInt(lines.get(PORT_LINE).strip());
            }
        } catch (IOException | NumberFormatException unreadable) {
            // Said below, as for a file without that line.
        }
        throw new EmbeddedFailure(
                "Muster runs on " + directory + ", but its PostgreSQL does not",
                "wait until it is ready; an installation with an external database is reached with --db-url");
    }

    /** Whether Muster itself runs on the data directory. */
    public boolean beside() {
        return own.isEmpty();
    }

    /** The data directory. */
    Path root() {
        return root;
    }

    public String host() {
        return Loopback.HOST;
    }

    public int port() {
        return port;
    }

    /** The role that owns the database. */
    public String user() {
        return OWNER;
    }

    /** The password of {@link #user()}. A secret: for connecting only, never for a log. */
    public String password() {
        return secret("postgres-" + OWNER);
    }

    /** The name of the database of the program. */
    public String database() {
        return OWNER;
    }

    /** A connection as superuser, to the database "postgres". */
    AdminConnection admin() throws IOException {
        return new AdminConnection(port, PostgresCluster.ADMIN, secret("postgres-admin"));
    }

    private String secret(String name) {
        Path file = root.resolve("secrets").resolve(name);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    file + " cannot be read (" + e.getMessage() + ")", "run as the user who owns the data directory");
        }
    }

    /** Stops what was started for the time being. */
    @Override
    public void close() {
        own.ifPresent(started -> {
            started.postgres().stop();
            started.data().close();
        });
    }
}
