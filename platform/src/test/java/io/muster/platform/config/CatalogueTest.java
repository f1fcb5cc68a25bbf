package io.muster.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {
    @TempDir
    Path directory;

    private Catalogue catalogue = new Catalogue(List.of());

    @BeforeEach
    void readEverything() {
        Reader reader = new Given(directory).open();
        SharedSettings.read(reader);
        catalogue = reader.finish().catalogue();
    }

    @Test
    void everyFlagIsAKeyAndAVariable() {
        Map<String, String> flags = new HashMap<>();
        catalogue.flags().forEach(key -> flags.put(key.flag().orElseThrow(), key.path() + " " + key.variable()));
        assertThat(flags)
                .isEqualTo(Map.of(
                        "--config", "muster.config MUSTER_CONFIG",
                        "--data", "muster.data MUSTER_DATA",
                        "--services", "muster.services MUSTER_SERVICES",
                        "--bind", "muster.bind MUSTER_BIND",
                        "--http-port", "muster.http.port MUSTER_HTTP_PORT",
                        "--nats-port", "muster.nats.port MUSTER_NATS_PORT",
                        "--nats-url", "nats.urls NATS_URLS",
                        "--db-url", "muster.db.url MUSTER_DB_URL",
                        "--events-max-age", "muster.events.max-age MUSTER_EVENTS_MAX_AGE",
                        "--events-max-size", "muster.events.max-size MUSTER_EVENTS_MAX_SIZE"));
    }

    @Test
    void noTwoKeysShareAVariable() {
        Map<String, String> owners = new HashMap<>();
        for (Key<?> key : catalogue.keys()) {
            for (String variable : key.allVariables()) {
                assertThat(owners.putIfAbsent(variable, key.path()))
                        .as(variable)
                        .isNull();
            }
        }
    }

    @Test
    void everyKeyIsExplained() {
        assertThat(catalogue.keys())
                .allSatisfy(key -> assertThat(key.sentence()).endsWith("."));
    }

    @Test
    void secretsCanBeGivenByFile() {
        assertThat(catalogue.key("nats.password-file").map(Key::variable)).contains("NATS_PASSWORD_FILE");
    }

    /** To write the table anew, run this test with {@code -Dmuster.documentation=write}. */
    @Test
    void theDocumentationAgreesWithTheCode() throws IOException {
        Path file = Path.of("..", "docs", "configuration.md");
        DocumentedKeys documented = DocumentedKeys.in(file, "shared");
        if ("write".equals(System.getProperty("muster.documentation"))) {
            Files.writeString(file, documented.with(catalogue.markdown()));
        }
        assertThat(DocumentedKeys.in(file, "shared").table()).isEqualTo(catalogue.markdown());
    }
}
