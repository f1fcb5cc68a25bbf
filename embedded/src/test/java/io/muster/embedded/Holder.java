package io.muster.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** A program that holds a data directory with both servers until it is killed; used as a parent process in tests. */
final class Holder {
    private Holder() {}

    /** Prints the pids of PostgreSQL and nats-server, or the reason of a failure. */
    public static void main(String[] arguments) throws IOException {
        try {
            DataDirectory data = DataDirectory.open(Path.of(arguments[0]));
            EmbeddedPostgres postgres = EmbeddedPostgres.start(data, 0, EmbeddedListener.silent());
            EmbeddedNats nats = EmbeddedNats.start(data, 0, EmbeddedListener.silent());
            System.out.println("ready " + postgres.pid() + " " + nats.pid());
            System.in.read();
            nats.stop();
            postgres.stop();
            data.close();
        } catch (EmbeddedFailure e) {
            System.out.println("refused " + e.getMessage());
        }
    }
}
