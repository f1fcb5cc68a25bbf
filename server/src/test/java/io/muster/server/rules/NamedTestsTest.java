package io.muster.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents prove what they say by the names of tests ({@code NameTest} or {@code NameTest#method}): they exist. */
final class NamedTestsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:#(\\w+))?`");

    private record Named(String document, String test, String method) {}

    @Test
    void everyNamedTestExists() throws IOException {
        Map<String, String> tests = tests();

        assertThat(named()).hasSizeGreaterThan(100).allSatisfy(named -> {
            assertThat(tests).containsKey(named.test);
            assertThat(tests.get(named.test)).containsPattern("\\bvoid " + named.method);
        });
    }

    private static List<Named> named() throws IOException {
        try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
            return documents
                    .filter(file -> file.toString().endsWith(".md"))
                    .flatMap(file -> NAMED.matcher(read(file)).results().map(match -> {
                        String method = match.group(2) == null ? "" : match.group(2) + "\\(";
                        return new Named(file.getFileName().toString(), match.group(1), method);
                    }))
                    .distinct()
                    .toList();
        }
    }

    /** The sources of all test classes by their simple names. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path sources : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.toString().endsWith("Test.java"))
                            .forEach(file -> tests.merge(
                                    file.getFileName().toString().replace(".java", ""), read(file), String::concat));
                }
            }
        }
        return tests;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
