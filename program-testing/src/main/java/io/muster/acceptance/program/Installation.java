package io.muster.acceptance.program;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The source folder with the packaged program in it, used through {@code ./muster} as a user does. */
public final class Installation {
    /** The root of the sources: the working directory or the nearest folder above it that has the launcher. */
    public static final Path ROOT = root(Path.of("").toAbsolutePath());

    private static final int PATIENCE_SECONDS = 120;
    /** The launcher gives up by itself before. */
    private static final int LEARNING_SECONDS = 240;

    private static final Path JARS = learned(Path.of(System.getenv()
            .getOrDefault("MUSTER_JARS", ROOT.resolve("server/target/dist").toString())));

    private Installation() {}

    private static Path root(Path folder) {
        if (Files.isRegularFile(folder.resolve("muster"))) {
            return folder;
        }
        Path parent = folder.getParent();
        if (parent == null) {
            throw new IllegalStateException("No folder above " + Path.of("").toAbsolutePath() + " has ./muster in it");
        }
        return root(parent);
    }

    /**
     * The folder of jars with what the JVM finds out about their classes beside them, as {@code ./muster build} leaves it:
     * the program starts in half of the time. Made once after each packaging, which empties the folder; where it cannot be
     * made nothing but speed is lost.
     */
    private static Path learned(Path jars) {
        if (Files.isDirectory(jars) && !Files.exists(jars.resolve("muster.aot"))) {
            finish(prepare(jars, Map.of(), List.of(), List.of("learn")), LEARNING_SECONDS);
        }
        return jars;
    }

    /**
     * What a finished command left.
     *
     * @param exitCode 0 for success
     */
    public record Outcome(int exitCode, String out, String err) {}

    /** Runs a command of the program to its end. */
    public static Outcome run(String... arguments) {
        return run(Map.of(), List.of(), List.of(arguments));
    }

    /** Runs a command of the program to its end; see {@link #prepare}. */
    public static Outcome run(Map<String, String> environment, List<String> prefix, List<String> arguments) {
        return finish(prepare(environment, prefix, arguments));
    }

    /** Runs a script of bash in the source folder to its end, as a person would paste it there. */
    public static Outcome shell(String script) {
        try {
            Path file = Files.writeString(temporaryFile("sh"), script);
            ProcessBuilder builder = prepare(Map.of(), List.of(), List.of());
            return finish(builder.command("bash", file.toString()).directory(ROOT.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a command of the system exists and succeeds. */
    static boolean works(String... command) {
        try {
            return finish(new ProcessBuilder(command)).exitCode() == 0;
        } catch (UncheckedIOException missing) {
            return false;
        }
    }

    private static Outcome finish(ProcessBuilder builder) {
        return finish(builder, PATIENCE_SECONDS);
    }

    private static Outcome finish(ProcessBuilder builder, int patienceSeconds) {
        Path out = temporaryFile("out");
        Path err = temporaryFile("err");
        try {
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            ProcessTree tree = new ProcessTree(process.toHandle());
            try {
                if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                    throw new AssertionError(builder.command() + " did not end within " + patienceSeconds
                            + " s; it printed\n" + Files.readString(out) + Files.readString(err));
                }
            } finally {
                tree.killAll();
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + builder.command() + " ran", e);
        }
    }

    /**
     * The command line of the program.
     *
     * @param environment variables for it; those of this process that would configure it are taken away
     * @param prefix a command that runs the given command line, for example as another user
     */
    static ProcessBuilder prepare(Map<String, String> environment, List<String> prefix, List<String> arguments) {
        if (!Files.isDirectory(JARS)) {
            throw new AssertionError(JARS + " is missing: run ./muster test, which packages the program first");
        }
        return prepare(JARS, environment, prefix, arguments);
    }

    private static ProcessBuilder prepare(
            Path jars, Map<String, String> environment, List<String> prefix, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(ROOT.resolve("muster").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(nothing()));
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.matches("(MUSTER|NATS|KAA|SERVICE|SERVER|SECURITY)_.*|APP_CONFIG_PATH|INSTANCE_NAME"));
        builder.environment().put("MUSTER_JARS", jars.toString());
        builder.environment().put("MUSTER_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static File nothing() {
        return Path.of("/dev/null").toFile();
    }

    private static Path temporaryFile(String kind) {
        try {
            Path file = Files.createTempFile("muster-acceptance-", "." + kind);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
