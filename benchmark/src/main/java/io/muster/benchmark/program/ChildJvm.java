package io.muster.benchmark.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM with the class path and the options of this one, which are those that the launcher gives to the program
 * too. Nothing of it outlives this object or this JVM.
 */
public final class ChildJvm implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOOK_MILLIS = 2;
    private static final long STOPPING_SECONDS = 15;
    private static final String RESIDENT = "VmRSS:";

    private final Process process;
    private final Path output;
    private final Thread lastResort;
    private final Duration startTook;

    private ChildJvm(Process process, Path output, Duration startTook, Thread lastResort) {
        this.process = process;
        this.output = output;
        this.startTook = startTook;
        this.lastResort = lastResort;
    }

    /**
     * Starts it and waits until it has printed a line that starts with {@code ready}.
     *
     * @param folder where its output is kept
     * @param options of the JVM, besides those of this one
     */
    static ChildJvm start(
            Path folder,
            String mainClass,
            List<String> options,
            List<String> arguments,
            Map<String, String> environment,
            String ready) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(ChildJvm::handedOn)
                .forEach(command::add);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        try {
            Path output = Files.createTempFile(folder, "child-", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .directory(folder.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.matches("(MUSTER|NATS|KAA|SERVICE|SERVER|SECURITY)_.*"));
            builder.environment().putAll(environment);
            long began = System.nanoTime();
            Process process = builder.start();
            Thread lastResort = new Thread(() -> killAll(process));
            try {
                Runtime.getRuntime().addShutdownHook(lastResort);
            } catch (IllegalStateException shuttingDown) {
                killAll(process);
                throw shuttingDown;
            }
            awaitReady(process, output, ready);
            return new ChildJvm(process, output, Duration.ofNanos(System.nanoTime() - began), lastResort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Options that make sense in several JVMs at a time: no debugger's port, no agent of a test runner. */
    private static boolean handedOn(String option) {
        return option.startsWith("-XX:")
                || option.startsWith("-Xm")
                || option.startsWith("--enable-native-access")
                || option.startsWith("--sun-misc");
    }

    private static void awaitReady(Process process, Path output, String ready) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (printed(output).lines().noneMatch(line -> line.startsWith(ready))) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                killAll(process);
                throw new IllegalStateException("A process did not get ready; it printed: " + printed(output));
            }
            pause();
        }
    }

    private static String printed(Path output) throws IOException {
        return Files.readString(output);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From its launch until it said that it was ready. */
    public Duration startTook() {
        return startTook;
    }

    /** The process. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** What follows {@code prefix} in the line that starts with it. */
    Optional<String> said(String prefix) {
        try {
            return printed(output)
                    .lines()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its resident memory in kB, without that of its own children. */
    public long residentKilobytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void killAll(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Asks it to stop, and ends it if it does not. */
    @Override
    public void close() {
        try {
            process.destroy();
            if (!process.waitFor(STOPPING_SECONDS, TimeUnit.SECONDS)) {
                killAll(process);
            }
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (InterruptedException e) {
            killAll(process);
            Thread.currentThread().interrupt();
        } catch (IllegalStateException shuttingDown) {
            killAll(process);
        }
    }
}
