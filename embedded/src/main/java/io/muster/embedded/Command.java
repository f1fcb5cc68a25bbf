package io.muster.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short-lived program run to its end; {@code output} holds what it wrote, standard error included. */
record Command(int exit, String output) {
    boolean succeeded() {
        return exit == 0;
    }

    /** The last line that is not empty, where programs put the reason of a failure. */
    String lastLine() {
        return output.lines()
                .filter(line -> !line.isBlank())
                .reduce((a, b) -> b)
                .orElse("no output");
    }

    /** Runs {@code command} in {@code directory}; a program that is missing counts as exit 127. */
    static Command run(Path directory, Duration limit, List<String> command) {
        Path output = directory.resolve(".output-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            return ended
                    ? new Command(process.exitValue(), text)
                    : new Command(124, text + "\nno end within " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted while running " + command.get(0)));
        } catch (IOException e) {
            return new Command(127, command.get(0) + " cannot be run");
        } finally {
            FileTree.delete(output);
        }
    }

    /** Whether {@code command} runs and ends with exit 0. */
    static boolean works(String... command) {
        return run(Path.of(System.getProperty("java.io.tmpdir")), Duration.ofSeconds(10), List.of(command))
                .succeeded();
    }
}
