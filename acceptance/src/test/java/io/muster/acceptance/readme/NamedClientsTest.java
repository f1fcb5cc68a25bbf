package io.muster.acceptance.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.program.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/clients.md} leaves out no test class of clients. */
final class NamedClientsTest {

    @Test
    void everyTestOfAClientIsNamed() throws IOException {
        String document = Files.readString(Installation.ROOT.resolve("docs/clients.md"));
        try (Stream<Path> files = Files.list(Path.of("src/test/java/io/muster/acceptance/conformance"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".java", ""))
                            .filter(type -> type.endsWith("Test")))
                    .isNotEmpty()
                    .allSatisfy(type -> assertThat(document).contains("`" + type + "#"));
        }
    }
}
