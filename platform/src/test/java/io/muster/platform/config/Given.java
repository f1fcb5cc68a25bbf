package io.muster.platform.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Builds the sources of one test; problems name the file {@code muster.yml} whatever its directory. */
final class Given {
    private final Map<String, String> flags = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Path directory;

    Given(Path directory) {
        this.directory = directory;
    }

    Given flag(String name, String value) {
        flags.put(name, value);
        return this;
    }

    Given variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Given yaml(String text) {
        try {
            Path file = Files.writeString(directory.resolve("muster.yml"), text);
            flags.put("--config", file.toString());
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Reader open() {
        return Reader.open(flags, environment, directory.resolve("srv"));
    }

    /** The value of a single key. */
    <T> T value(Key<T> key) {
        return open().get(key);
    }

    /** What {@code read} makes of the sources, which must be without mistakes. */
    <T> T read(Function<Reader, T> read) {
        Reader reader = open();
        T value = read.apply(reader);
        reader.finish();
        return value;
    }

    /** All mistakes after the shared components and {@code keys} were read, as lines. */
    List<String> mistakes(Key<?>... keys) {
        Reader reader = open();
        List.of(keys).forEach(reader::find);
        SharedSettings.read(reader);
        try {
            reader.finish();
            return List.of();
        } catch (InvalidConfiguration invalid) {
            return invalid.problems().stream().map(this::line).toList();
        }
    }

    /** All remarks, as lines. */
    List<String> remarks() {
        Reader reader = open();
        SharedSettings.read(reader);
        return reader.finish().remarks().stream().map(this::line).toList();
    }

    private String line(Problem problem) {
        return problem.line().replace(directory + "/", "");
    }
}
