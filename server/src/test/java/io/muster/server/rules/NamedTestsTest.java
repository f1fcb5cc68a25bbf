package io.muster.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that {@code docs/reliability.md} names for its promises exist. */
final class NamedTestsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NAME = Pattern.compile("`(\\w+Test)`");

    @Test
    void everyNamedTestExists() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher matcher = NAME.matcher(Files.readString(ROOT.resolve("docs/reliability.md")));
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        assertThat(named).hasSizeGreaterThan(5);
        try (Stream<Path> files = Files.walk(ROOT)) {
            Set<String> present = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
            assertThat(present).containsAll(named);
        }
    }
}
