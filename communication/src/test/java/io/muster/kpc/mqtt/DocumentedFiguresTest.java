package io.muster.kpc.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every figure of KPC, and every reason for which a connection ends, stands in {@code docs/mqtt.md}. */
class DocumentedFiguresTest {
    private static final Pattern NAME = Pattern.compile("\"(muster\\.kpc\\.[a-z.]+)\"");

    private final String documented = read(Path.of("..", "docs", "mqtt.md"));

    @Test
    void everyFigureIsThere() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            List<String> names = sources.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> NAME.matcher(read(file)).results())
                    .map(found -> found.group(1).replace('.', '_'))
                    .distinct()
                    .toList();
            assertThat(names).hasSizeGreaterThan(10).allSatisfy(name -> assertThat(documented)
                    .containsPattern("`" + name + "(_total|_seconds)?`"));
        }
    }

    @Test
    void everyEndIsThereWithItsReasonCode() {
        List<String> rows =
                documented.lines().filter(line -> line.startsWith("| `")).toList();
        assertThat(Arrays.stream(End.values()).filter(end -> end != End.MALFORMED && end != End.CONNECT_TIMEOUT))
                .allSatisfy(end -> assertThat(rows)
                        .anyMatch(row -> row.contains("`" + end.tag() + "`")
                                && row.contains("0x%02X".formatted(Byte.toUnsignedInt(end.code.byteValue())))));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
