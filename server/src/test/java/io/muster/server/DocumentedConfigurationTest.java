package io.muster.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.platform.config.Catalogue;
import io.muster.platform.config.DocumentedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/configuration.md} name every key there is, as the code has it. */
final class DocumentedConfigurationTest {

    private static final Path FILE = Path.of("..", "docs", "configuration.md");

    /** To write the table anew, run this test with {@code -Dmuster.documentation=write}. */
    @Test
    void theTableOfTheServicesAgreesWithTheCode() throws IOException {
        String table = keysOfServices().markdown();
        if ("write".equals(System.getProperty("muster.documentation"))) {
            Files.writeString(FILE, DocumentedKeys.in(FILE, "services").with(table));
        }
        assertThat(DocumentedKeys.in(FILE, "services").table()).isEqualTo(table);
    }

    private static Catalogue keysOfServices() throws IOException {
        String shared = DocumentedKeys.in(FILE, "shared").table();
        return new Catalogue(Settings.catalogue().keys().stream()
                .filter(key -> !shared.contains("| `" + key.path() + "` |"))
                .toList());
    }
}
