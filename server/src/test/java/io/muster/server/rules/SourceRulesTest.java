package io.muster.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a stranger may expect of every source file. */
final class SourceRulesTest {

    private static final int LONGEST = 400;
    private static final Pattern FORBIDDEN_NAME =
            Pattern.compile(".*(Impl|Abstract\\w+|Base\\w+|\\w+Manager|\\w+Helper|\\w+Utils?)\\.java");
    private static final Pattern SWITCHED_OFF = Pattern.compile("@" + "Disabled\\b|@" + "Ignore\\b");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");

    @Test
    void noFileIsLongerThanAPersonReadsAtOnce() throws IOException {
        assertThat(sources(file -> lines(file).size() > LONGEST)).isEmpty();
    }

    @Test
    void noTestIsSwitchedOff() throws IOException {
        assertThat(sources(file -> contains(file, SWITCHED_OFF))).isEmpty();
    }

    @Test
    void nothingIsLeftForLater() throws IOException {
        assertThat(sources(file -> contains(file, UNFINISHED))).isEmpty();
    }

    @Test
    void namesSayWhatATypeIs() throws IOException {
        assertThat(sources(file ->
                        FORBIDDEN_NAME.matcher(file.getFileName().toString()).matches()))
                .isEmpty();
    }

    private static List<Path> sources(Predicate<Path> broken) throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> all = files.filter(
                            file -> file.toString().matches(".*\\.(java|sql|avsc|js|ts|css|html)|.*/muster"))
                    .filter(Files::isRegularFile)
                    .filter(file -> !root.relativize(file).toString().matches("(.*/)?(target|node_modules)/.*"))
                    .toList();
            assertThat(all).as("sources below " + root).hasSizeGreaterThan(100);
            return all.stream().filter(broken).map(root::relativize).toList();
        }
    }

    private static boolean contains(Path file, Pattern pattern) {
        return lines(file).stream().anyMatch(line -> pattern.matcher(line).find());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
