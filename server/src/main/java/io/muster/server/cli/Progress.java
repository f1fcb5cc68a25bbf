package io.muster.server.cli;

import java.io.PrintWriter;
import java.time.Duration;

/** Lines about work under way, not more often than a person reads. */
final class Progress {

    private static final long PAUSE = Duration.ofSeconds(2).toNanos();

    private final PrintWriter err;
    private long last = System.nanoTime();

    Progress(PrintWriter err) {
        this.err = err;
    }

    void line(String text) {
        if (System.nanoTime() - last > PAUSE) {
            last = System.nanoTime();
            err.println(text);
            err.flush();
        }
    }
}
