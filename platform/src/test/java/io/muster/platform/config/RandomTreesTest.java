package io.muster.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class RandomTreesTest {

    @Property(tries = 300)
    void applicationsSurviveTheFile(@ForAll("applications") Applications applications) {
        Reader reader = Reader.ofFile("muster.yml", yaml(applications).getBytes(StandardCharsets.UTF_8));
        assertThat(Applications.read(reader)).isEqualTo(applications);
        assertThat(reader.problems()).isEmpty();
    }

    @Property(tries = 500)
    void anyBytesGiveAnAnswer(@ForAll byte[] content) {
        Reader reader = Reader.ofFile("muster.yml", content);
        SharedSettings.read(reader);
        assertThat(reader.problems()).allMatch(problem -> problem.line().lines().count() == 1);
    }

    @Property(tries = 500)
    void anyYamlLikeTextGivesAnAnswer(@ForAll("scraps") String text) {
        Reader reader = Reader.ofFile("muster.yml", text.getBytes(StandardCharsets.UTF_8));
        SharedSettings.read(reader);
        assertThat(reader.problems()).allMatch(problem -> problem.line().lines().count() == 1);
    }

    @Property
    void durationsSurviveTheirText(@ForAll @LongRange(min = 0, max = 100_000_000_000L) long millis) {
        Duration duration = Duration.ofMillis(millis);
        assertThat(DurationText.parse(DurationText.print(duration))).contains(duration);
    }

    @Property
    void sizesSurviveTheirText(@ForAll @LongRange(min = 0, max = 1L << 49) long bytes) {
        assertThat(ByteSize.parse(new ByteSize(bytes).toString())).contains(new ByteSize(bytes));
    }

    @Provide
    Arbitrary<String> scraps() {
        return Arbitraries.of(
                        "kaa",
                        "nats",
                        ":",
                        ": ",
                        "\n",
                        "\n  ",
                        "\n    ",
                        "- ",
                        "{",
                        "}",
                        "[",
                        "]",
                        ", ",
                        "&a ",
                        "*a",
                        "applications",
                        "versions",
                        "v1",
                        "metadata-keys",
                        ".",
                        "'",
                        "\"",
                        "|",
                        "? ",
                        "#",
                        "null",
                        "%",
                        "!!map ",
                        "<<",
                        "urls",
                        "extension-instances",
                        "\t",
                        "---\n")
                .list()
                .ofMaxSize(25)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Applications> applications() {
        Arbitrary<String> names =
                Arbitraries.strings().withChars("ab01_-").ofMinLength(1).ofMaxLength(6);
        Arbitrary<Optional<Map<String, Boolean>>> keys = Arbitraries.maps(
                        Arbitraries.strings()
                                .withChars("aB.-_: #'\u00e9\"")
                                .ofMinLength(1)
                                .ofMaxLength(5),
                        Arbitraries.of(true, false))
                .ofMaxSize(4)
                .optional();
        Arbitrary<Optional<List<String>>> extensions =
                names.list().uniqueElements().ofMaxSize(3).optional();
        Arbitrary<Map<String, List<ApplicationVersion>>> tree = Combinators.combine(names, names, keys, extensions)
                .as(ApplicationVersion::new)
                .list()
                .uniqueElements(ApplicationVersion::name)
                .ofMaxSize(8)
                .map(versions -> {
                    Map<String, List<ApplicationVersion>> byApplication = new LinkedHashMap<>();
                    versions.forEach(version -> byApplication.merge(
                            version.application(), List.of(version), (one, two) -> java.util.stream.Stream.concat(
                                            one.stream(), two.stream())
                                    .toList()));
                    return byApplication;
                });
        return tree.map(byApplication -> {
            Map<String, Map<String, ApplicationVersion>> built = new LinkedHashMap<>();
            byApplication.forEach((name, versions) -> {
                Map<String, ApplicationVersion> byName = new LinkedHashMap<>();
                versions.forEach(version -> byName.put(version.name(), version));
                built.put(name, byName);
            });
            return new Applications(built);
        });
    }

    private static String yaml(Applications applications) {
        StringBuilder yaml = new StringBuilder("kaa:\n  applications:\n");
        for (String name : applications.names()) {
            yaml.append("    %s:\n      versions:\n".formatted(quoted(name)));
            for (ApplicationVersion version : applications.versions(name)) {
                yaml.append("        %s:\n".formatted(quoted(version.name())));
                version.metadataKeys().ifPresent(keys -> {
                    yaml.append(keys.isEmpty() ? "          metadata-keys: {}\n" : "          metadata-keys:\n");
                    keys.forEach((key, write) -> yaml.append("            %s:\n".formatted(quoted(key)))
                            .append(write ? "" : "              write-enabled: false\n"));
                });
                version.allowedExtensionInstances().ifPresent(names -> yaml.append(
                                "          allowed-extension-instances: [")
                        .append(String.join(
                                ", ",
                                names.stream().map(RandomTreesTest::quoted).toList()))
                        .append("]\n"));
            }
        }
        return yaml.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
