package io.muster.acceptance.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs scripts of {@code src/test/node} with Node.js; their packages are installed below {@code target} once. */
public final class Node {
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path FOLDER = Path.of("target/node");
    private static final int PATIENCE_SECONDS = 120;

    private Node() {}

    /** The lines a script prints when it is given that input. */
    public static synchronized List<String> run(String script, String input) {
        try {
            install();
            Path inputFile = Files.writeString(FOLDER.resolve("input.json"), input);
            return output(List.of("node", script), inputFile).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a script that is spoken to; it has to end when its standard input does, hence at the latest with this JVM. */
    public static synchronized Process start(String script) {
        try {
            install();
            return new ProcessBuilder("node", script)
                    .directory(FOLDER.toFile())
                    .redirectError(FOLDER.resolve(script + ".err").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void install() throws IOException {
        Files.createDirectories(FOLDER);
        boolean same = Files.exists(FOLDER.resolve("node_modules"))
                && Files.exists(FOLDER.resolve("package-lock.json"))
                && Files.mismatch(SOURCES.resolve("package-lock.json"), FOLDER.resolve("package-lock.json")) < 0;
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!same) {
            output(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"), Path.of("/dev/null"));
        }
    }

    private static String output(List<String> command, Path input) throws IOException {
        Path out = FOLDER.resolve("out.txt");
        Path err = FOLDER.resolve("err.txt");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectInput(input.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
        } catch (IOException missing) {
            throw new AssertionError(
                    command.getFirst() + " cannot be run: install Node.js 18 or newer with npm for these tests",
                    missing);
        }
        ProcessTree tree = new ProcessTree(process.toHandle());
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " did not end within " + PATIENCE_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(command + " failed: " + Files.readString(err) + Files.readString(out));
            }
            return Files.readString(out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            tree.killAll();
        }
    }
}
