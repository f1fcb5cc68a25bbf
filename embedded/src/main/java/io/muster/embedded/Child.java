package io.muster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One long-lived child process: started, watched, started again with growing pauses when it ends by itself, and
 * stopped. Its output goes to a file, so that it neither blocks nor breaks when this process is gone.
 */
final class Child {
    private static final Logger LOG = LoggerFactory.getLogger(Child.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration STEADY = Duration.ofSeconds(30);
    private static final long LOG_LIMIT_BYTES = 8 << 20;

    /** What differs between the programs. */
    interface Program {
        /** The name for the operator. */
        String name();

        /** Makes the place ready: leftovers ended, files of the last run gone. */
        void prepare() throws IOException, InterruptedException;

        /** The full command, run in {@link #directory()}. */
        List<String> command();

        Path directory();

        Path log();

        /** Whether the running process serves. */
        boolean ready(long pid) throws IOException;
    }

    private final Program program;
    private final EmbeddedListener listener;
    private final Thread watcher;
    private volatile Process process;
    private volatile boolean stopping;

    private Child(Program program, EmbeddedListener listener, Process process) {
        this.program = program;
        this.listener = listener;
        this.process = process;
        this.watcher =
                Thread.ofPlatform().daemon().name("watch-" + program.name()).unstarted(this::watch);
    }

    /**
     * Starts the program and returns when it serves.
     *
     * @throws EmbeddedFailure if it ends instead; the reason is the last line it wrote
     */
    static Child start(Program program, EmbeddedListener listener) {
        try {
            Child child = new Child(program, listener, launch(program));
            child.watcher.start();
            return child;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedFailure("the start of " + program.name() + " was interrupted", "start again");
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Ends the process and returns when it is gone. Does nothing when called again. */
    void stop() {
        stopping = true;
        watcher.interrupt();
        boolean interrupted = false;
        while (true) {
            try {
                watcher.join();
                if (process.isAlive()) {
                    Signals.end(process.toHandle(), Duration.ofSeconds(30));
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!stopping) {
                long started = System.nanoTime();
                int exit = process.waitFor();
                if (stopping) {
                    return;
                }
                if (System.nanoTime() - started > STEADY.toNanos()) {
                    pause = FIRST_PAUSE;
                }
                String reason = exit > 128 ? "ended by signal " + (exit - 128) : "ended with exit code " + exit;
                LOG.warn("{} {}; starting it again in {} ms", program.name(), reason, pause.toMillis());
                listener.onRestart(program.name(), reason);
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                try {
                    process = launch(program);
                    LOG.info("{} runs again with pid {}", program.name(), process.pid());
                } catch (EmbeddedFailure e) {
                    LOG.error("{} could not be started again: {}", program.name(), e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            // Only stop() interrupts this thread, which ends here.
            Thread.currentThread().interrupt();
        }
    }

    /** Starts the program once and returns when it is ready. */
    static Process launch(Program program) throws InterruptedException {
        try {
            program.prepare();
            if (Files.exists(program.log()) && Files.size(program.log()) > LOG_LIMIT_BYTES) {
                Files.move(
                        program.log(),
                        program.log().resolveSibling(program.log().getFileName() + ".1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            Process process = ParentThread.start(new ProcessBuilder(program.command())
                    .directory(program.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(program.log().toFile())));
            boolean serves = false;
            try {
                awaitReady(program, process);
                serves = true;
                return process;
            } finally {
                if (!serves) {
                    process.destroyForcibly();
                }
            }
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    program.name() + " cannot be started (" + e.getMessage() + ")",
                    "check the disk and the permissions of " + program.directory());
        }
    }

    /** No deadline while the process lives: recovery after a crash takes as long as it takes. */
    private static void awaitReady(Program program, Process process) throws IOException, InterruptedException {
        while (!program.ready(process.pid())) {
            if (!process.isAlive()) {
                throw new EmbeddedFailure(
                        program.name() + " ended during its start (" + reason(program.log()) + ")",
                        "see " + program.log());
            }
            Thread.sleep(10);
        }
    }

    private static String reason(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log).stream()
                .filter(line -> !line.isBlank() && !line.contains("shut down"))
                .toList();
        List<String> fatal = lines.stream()
                .skip(Math.max(0, lines.size() - 20))
                .filter(line -> line.contains("FATAL") || line.contains("[FTL]") || line.contains("[ERR]"))
                .toList();
        return !fatal.isEmpty() ? fatal.getLast() : lines.isEmpty() ? "no output" : lines.getLast();
    }
}
