package io.muster.embedded;

import java.time.Duration;

/** Signals that Java's own process API cannot send. */
final class Signals {
    private Signals() {}

    /** Sends {@code signal} ("INT", "QUIT", ...) to the process; one that is gone already is fine. */
    static void send(String signal, long pid) {
        Command.works("sh", "-c", "kill -" + signal + " " + pid + " 2>/dev/null");
    }

    /** Interrupts the process, and kills it when it has not ended within {@code grace}. */
    static void end(ProcessHandle process, Duration grace) throws InterruptedException {
        send("INT", process.pid());
        if (!gone(process, grace)) {
            send("QUIT", process.pid());
        }
        if (!gone(process, Duration.ofSeconds(5))) {
            process.destroyForcibly();
            gone(process, Duration.ofSeconds(5));
        }
    }

    private static boolean gone(ProcessHandle process, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive() || zombie(process)) {
                return true;
            }
            Thread.sleep(20);
        }
        return !process.isAlive();
    }

    /** A dead process whose new parent (PID 1 of some containers) never collects it counts as gone. */
    private static boolean zombie(ProcessHandle process) {
        return Leftovers.onLinux() && Leftovers.directory(process.pid()).isEmpty();
    }
}
