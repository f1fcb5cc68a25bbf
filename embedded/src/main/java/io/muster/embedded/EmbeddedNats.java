package io.muster.embedded;

import java.io.IOException;

/**
 * A nats-server of one's own: a supervised child process that listens on 127.0.0.1 only, without log-in, with JetStream
 * on disk in {@code nats} of the data directory. When it ends by itself it is started again on the same port; clients
 * reconnect by themselves.
 */
public final class EmbeddedNats implements AutoCloseable {
    private static final int NAME_LENGTH = 8;

    private final Child child;
    private final int port;

    private EmbeddedNats(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    /**
     * Starts nats-server; fetches the program through the package manager if the machine has none. Ends a server that
     * a killed process left on this directory.
     *
     * @param port of 127.0.0.1; 0 chooses a free one
     * @throws EmbeddedFailure if it cannot run, with the reason and the remedy
     */
    public static EmbeddedNats start(DataDirectory data, int port, EmbeddedListener listener) {
        String path = System.getenv().getOrDefault("PATH", "");
        NatsServer server =
                NatsServer.obtain(path, CacheDirectory.locate(data.root().resolve("cache")), listener);
        try {
            Leftovers.end("nats-server", data.nats());
            // Stable over restarts, and another for every installation: members of one cluster must differ.
            String name = "muster-"
                    + SecretFile.readOrMake(data.secrets().resolve("nats-server-name"))
                            .substring(0, NAME_LENGTH);
            int chosen = Loopback.choose("nats-server", port, "--nats-port");
            String configuration = NatsConfiguration.text(server.version(), name, chosen, data.nats());
            return new EmbeddedNats(
                    Child.start(new NatsServerProgram(data, server.program(), name, chosen, configuration), listener),
                    chosen);
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "nats-server cannot be started on " + data.root() + " (" + e.getMessage() + ")",
                    "check the disk and the permissions of the directory, or use your own with --nats-url");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedFailure("the start of nats-server was interrupted", "start again");
        }
    }

    public String host() {
        return Loopback.HOST;
    }

    public int port() {
        return port;
    }

    /** The address for clients. */
    public String url() {
        return "nats://" + Loopback.HOST + ":" + port;
    }

    /** The pid of the running server; changes when it is restarted. */
    public long pid() {
        return child.pid();
    }

    /** Whether the server process is alive now. */
    public boolean alive() {
        return child.alive();
    }

    /** Ends the server and returns when the process is gone. */
    public void stop() {
        child.stop();
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public String toString() {
        return "EmbeddedNats[" + url() + "]";
    }
}
