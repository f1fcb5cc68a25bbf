package io.muster.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One real PostgreSQL and one real nats-server for all tests of a JVM: started when first asked for, on free ports, in
 * a temporary directory, and gone with the JVM.
 */
public final class TestStack {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestStack() {}

    /** Where and how to connect to a database. */
    public record Database(String host, int port, String user, String password, String name) {
        @Override
        public String toString() {
            return user + "@" + host + ":" + port + "/" + name;
        }
    }

    /** The shared server. */
    public static EmbeddedPostgres postgres() {
        return Postgres.SERVER;
    }

    /** The shared server. Subjects and streams are shared too: tests choose names of their own. */
    public static EmbeddedNats nats() {
        return Nats.SERVER;
    }

    /** A fresh, empty database of its own. */
    public static Database newDatabase() {
        EmbeddedPostgres postgres = postgres();
        String name = "test_" + DATABASES.incrementAndGet();
        postgres.createDatabase(name);
        return new Database(postgres.host(), postgres.port(), postgres.user(), postgres.password(), name);
    }

    /** Ends the servers and then drops their directory: one hook, because hooks run in no order. */
    private static final class Directory {
        private static final Deque<Runnable> STOPS = new ConcurrentLinkedDeque<>();
        static final DataDirectory DATA = make();

        private static DataDirectory make() {
            try {
                DataDirectory data = DataDirectory.open(Files.createTempDirectory("muster-test-"));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    STOPS.forEach(Runnable::run);
                    data.close();
                    FileTree.delete(data.root());
                }));
                return data;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Postgres {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            EmbeddedPostgres server = EmbeddedPostgres.start(Directory.DATA, 0, EmbeddedListener.silent());
            Directory.STOPS.add(server::stop);
            return server;
        }
    }

    private static final class Nats {
        static final EmbeddedNats SERVER = start();

        private static EmbeddedNats start() {
            EmbeddedNats server = EmbeddedNats.start(Directory.DATA, 0, EmbeddedListener.silent());
            Directory.STOPS.add(server::stop);
            return server;
        }
    }
}
