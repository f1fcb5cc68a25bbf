package io.muster.acceptance.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.program.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents prove what they claim by the names of tests, so there have to be such tests. */
final class NamedTestsTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)#(\\w+)`");

    @Test
    void everyTestThatADocumentNamesExists() throws IOException {
        Map<String, String> tests = sources();
        List<String> names = named(Installation.ROOT.resolve("docs/clients.md"));

        assertThat(names).hasSizeGreaterThan(30).allSatisfy(name -> {
            String[] parts = name.split("#");
            assertThat(tests).containsKey(parts[0]);
            assertThat(tests.get(parts[0])).containsPattern("\\bvoid " + parts[1] + "\\(");
        });
    }

    @Test
    void everyTestOfAClientIsNamed() throws IOException {
        List<String> names = named(Installation.ROOT.resolve("docs/clients.md"));
        Path clients = Path.of("src/test/java/io/muster/acceptance/conformance");
        try (Stream<Path> files = Files.list(clients)) {
            assertThat(files.map(NamedTestsTest::type).filter(type -> type.endsWith("Test")))
                    .allSatisfy(type -> assertThat(names).anyMatch(name -> name.startsWith(type + "#")));
        }
    }

    private static List<String> named(Path document) throws IOException {
        return NAMED.matcher(Files.readString(document))
                .results()
                .map(MatchResult::group)
                .map(name -> name.replace("`", ""))
                .distinct()
                .toList();
    }

    /** The sources of the test classes of this module by their names. */
    private static Map<String, String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .collect(Collectors.toMap(NamedTestsTest::type, NamedTestsTest::read, (one, other) -> one + other));
        }
    }

    private static String type(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
