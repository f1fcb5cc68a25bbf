package io.muster.embedded;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a backup says about itself, one {@code key=value} a line.
 *
 * @param values format, PostgreSQL's major version, time, and what the program noted
 */
record Manifest(Map<String, String> values) {
    private static final String FORMAT = "1";

    Manifest {
        values = Map.copyOf(values);
    }

    /** Of a backup that is being written. */
    static Manifest of(Map<String, String> notes, String created) {
        Map<String, String> values = new TreeMap<>(notes);
        values.put("format", FORMAT);
        values.put("postgres", Integer.toString(PostgresBinaries.MAJOR));
        values.put("created", created);
        return new Manifest(values);
    }

    static Manifest parse(String text) {
        return new Manifest(text.lines()
                .filter(line -> line.contains("="))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')),
                        line -> line.substring(line.indexOf('=') + 1),
                        (first, second) -> second)));
    }

    /**
     * Fails for a backup that this release cannot restore.
     *
     * @throws EmbeddedFailure with what to use instead
     */
    void check() {
        if (!FORMAT.equals(values.get("format"))) {
            throw new EmbeddedFailure(
                    "the backup has format " + value("format").orElse("unknown") + ", this Muster restores " + FORMAT,
                    "use the release of Muster that made it");
        }
        if (!Integer.toString(PostgresBinaries.MAJOR).equals(values.get("postgres"))) {
            throw new EmbeddedFailure(
                    "the backup is of PostgreSQL " + value("postgres").orElse("unknown") + ", this Muster carries "
                            + PostgresBinaries.MAJOR,
                    "use the release of Muster that made it");
        }
    }

    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    String text() {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining());
    }
}
