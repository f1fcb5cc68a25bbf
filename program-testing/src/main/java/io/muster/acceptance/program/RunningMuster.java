package io.muster.acceptance.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packaged program as a child process. Everything it starts is known by process number, and nothing of it outlives
 * this object or this JVM.
 */
public final class RunningMuster implements AutoCloseable {
    private static final String READY = "ready in ";
    private static final int PATIENCE_SECONDS = 180;

    /** What runs in the background of a script ignores SIGINT, and hands that on to its children. */
    private static final List<String> HEARING_SIGINT = Installation.works("env", "--default-signal=INT", "true")
            ? List.of("env", "--default-signal=INT")
            : List.of();

    private final Setup setup;
    private final Process process;
    private final ProcessTree tree;
    private final Thread lastResort;
    private final long printedBefore;

    private RunningMuster(Setup setup, Process process, long printedBefore) {
        this.setup = setup;
        this.process = process;
        this.printedBefore = printedBefore;
        this.tree = new ProcessTree(process.toHandle());
        this.lastResort = new Thread(() -> tree.alive().forEach(ProcessHandle::destroyForcibly));
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    static RunningMuster start(Setup setup) {
        RunningMuster muster = launch(setup);
        try {
            muster.awaitReady();
        } catch (AssertionError e) {
            muster.close();
            throw e;
        }
        return muster;
    }

    static RunningMuster launch(Setup setup) {
        Path out = output(setup, "out");
        Path err = output(setup, "err");
        long printedBefore = readiness(out);
        try {
            Process process = Installation.prepare(setup.environment(), HEARING_SIGINT, setup.arguments())
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                    .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
                    .start();
            return new RunningMuster(setup, process, printedBefore);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when it is ready; fails if it ends instead. */
    public void awaitReady() {
        Path out = output(setup, "out");
        Await.until(
                Duration.ofSeconds(PATIENCE_SECONDS),
                () -> !process.isAlive() || readiness(out) > printedBefore,
                () -> "not ready within " + PATIENCE_SECONDS + " s; it printed\n" + printed());
        if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + " instead of getting ready:\n" + printed());
        }
        tree.alive();
    }

    private static long readiness(Path out) {
        return read(out).lines().filter(line -> line.startsWith(READY)).count();
    }

    /** How it was started. */
    public Setup setup() {
        return setup;
    }

    /** The address of the HTTP server with a path. */
    public URI http(String path) {
        return URI.create("http://127.0.0.1:" + setup.http() + path);
    }

    /** The address of the NATS server. */
    public String natsUrl() {
        return "nats://127.0.0.1:" + setup.nats();
    }

    /** The TCP port for devices. */
    public int mqttPort() {
        return setup.mqtt();
    }

    /** All it has printed on both outputs, over all starts on this folder. */
    public String printed() {
        return read(output(setup, "out")) + read(output(setup, "err"));
    }

    /** Sends SIGTERM and waits for the end; the exit code. */
    public int terminate() {
        tree.alive();
        process.destroy();
        return exitCode();
    }

    /** Sends SIGINT, as Ctrl-C does, and waits for the end; the exit code. */
    public int interrupt() {
        tree.alive();
        send("INT", process.pid());
        return exitCode();
    }

    private int exitCode() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("did not stop within " + PATIENCE_SECONDS + " s:\n" + printed());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while it stopped", e);
        }
    }

    /** Kills the program alone with SIGKILL, and not the servers it started. */
    public void killProgram() {
        tree.alive();
        process.destroyForcibly();
        exitCode();
    }

    /** Kills the program and all it started with SIGKILL. */
    public void killEverything() {
        tree.killAll();
    }

    /** Kills one of the servers that the program started with SIGKILL: {@code postgres} or {@code nats-server}. */
    public void killServer(String program) {
        List<ProcessHandle> servers = tree.running(program);
        if (servers.isEmpty()) {
            throw new AssertionError("no " + program + " among " + tree.described());
        }
        servers.forEach(ProcessHandle::destroyForcibly);
        Await.until(Await.LONG, () -> servers.stream().noneMatch(ProcessHandle::isAlive), () -> program + " survived");
    }

    /** Stops all processes of a server in the midst of their work, without ending them, until {@link #resumeServer}. */
    public void pauseServer(String program) {
        signal("STOP", program);
    }

    /** Lets the processes of a paused server go on. */
    public void resumeServer(String program) {
        signal("CONT", program);
    }

    private void signal(String signal, String program) {
        List<ProcessHandle> servers = tree.running(program);
        if (servers.isEmpty()) {
            throw new AssertionError("no " + program + " among " + tree.described());
        }
        servers.stream()
                .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
                .forEach(process -> send(signal, process.pid()));
    }

    private static void send(String signal, long process) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Whether the program itself lives. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Processes that the program started and that still live, for people to read; empty when there is none. */
    public String leftovers() {
        return tree.described();
    }

    /** Starts it again on the same data directory and ports. */
    public RunningMuster startAgain() {
        close();
        return setup.start();
    }

    /** Ends whatever still runs; does not ask politely. */
    @Override
    public void close() {
        tree.killAll();
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException shuttingDown) {
            // Then the hook is running already.
            return;
        }
    }

    /** Ends it and removes its folder. */
    public void discard() {
        close();
        TemporaryFolder.remove(setup.home());
    }

    private static Path output(Setup setup, String kind) {
        return setup.home().resolve("muster." + kind);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
