package io.muster.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The one thread that starts long-lived children. Linux sends the parent-death signal when the <em>thread</em> that
 * started a child ends, not the process, so this thread must live as long as the process does.
 */
final class ParentThread {
    private static final ExecutorService THREAD = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("embedded-parent").factory());
    private static final boolean SESSION = Command.works("setsid", "true");
    private static final boolean DEATH_SIGNAL = Command.works("setpriv", "--pdeathsig", "INT", "true");

    private ParentThread() {}

    static Process start(ProcessBuilder builder) throws IOException, InterruptedException {
        try {
            return THREAD.submit(builder::start).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Asks the kernel to interrupt {@code command} when this process dies in whatever way; nothing where it cannot. */
    static List<String> endWithParent(List<String> command) {
        return DEATH_SIGNAL ? prefixed(List.of("setpriv", "--pdeathsig", "INT"), command) : command;
    }

    /**
     * Takes {@code command} out of the terminal's process group: Ctrl-C must reach this process alone, which then ends
     * its children in the right order.
     */
    static List<String> inOwnSession(List<String> command) {
        return SESSION ? prefixed(List.of("setsid"), command) : command;
    }

    static List<String> prefixed(List<String> prefix, List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        return List.copyOf(all);
    }
}
