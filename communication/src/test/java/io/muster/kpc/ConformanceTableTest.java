package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/mqtt.md} names tests that exist, and none of its rows is without one. */
class ConformanceTableTest {
    private static final Path TABLE = Path.of("..", "docs", "mqtt.md");
    private static final Path SOURCES = Path.of("src", "test", "java");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| \\d\\.\\d+\\.\\d+-\\d+.*$");

    @Test
    void eachTestOfTheTableExists() throws IOException {
        List<String> missing = TEST.matcher(Files.readString(TABLE))
                .results()
                .filter(name -> !exists(name.group(1), name.group(2)))
                .map(name -> name.group())
                .distinct()
                .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void eachStatementOfTheTableHasATest() throws IOException {
        List<String> rows = ROW.matcher(Files.readString(TABLE))
                .results()
                .map(row -> row.group())
                .toList();
        assertThat(rows).hasSizeGreaterThan(100).allSatisfy(row -> assertThat(row)
                .containsPattern(TEST));
    }

    private static boolean exists(String type, String method) {
        Pattern declaration = Pattern.compile(
                "@(?:Test|ParameterizedTest|Property)\\b(?:(?!\\bvoid\\b).)*\\bvoid " + method + "\\(", Pattern.DOTALL);
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.endsWith(type + ".java"))
                    .anyMatch(file -> declaration.matcher(read(file)).find());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
