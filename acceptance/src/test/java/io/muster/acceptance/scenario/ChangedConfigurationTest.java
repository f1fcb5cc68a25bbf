package io.muster.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;

/** Applications in the file change while the program runs: devices that are connected notice. */
final class ChangedConfigurationTest {
    private static final String CONFIGURATION = """
            kaa:
              applications:
                smart_kettle:
                  versions:
                    kettle_v1:
                      allowed-extension-instances: [%s]
                      metadata-keys:
                        %s:
            """;

    @Test
    void whiteListsAndAllowedExtensionsApplyAtOnce() throws IOException {
        RunningMuster muster = Setup.fresh()
                .configured(CONFIGURATION.formatted("epmx", "location"))
                .start();
        try {
            Registered kettle =
                    new Management(muster).register("kettle_v1", "{\"location\":\"Lviv\",\"owner\":\"Ann\"}");
            try (Device device = Device.connect(muster.mqttPort(), "kettle_v1", kettle.token())) {
                assertThat(device.ask("get", "").expectOk().json()).isEqualTo(Tree.of("{\"location\":\"Lviv\"}"));

                change(muster.setup(), "kaa: [this is no configuration");
                change(muster.setup(), CONFIGURATION.formatted("epmx", "owner"));
                JsonNode owner = Tree.of("{\"owner\":\"Ann\"}");
                Await.until(
                        Await.LONG,
                        () -> device.ask("get", "").expectOk().json().equals(owner),
                        () -> "the white list does not change");

                change(muster.setup(), CONFIGURATION.formatted("dcx", "owner"));
                Await.until(
                        Await.LONG,
                        () -> device.ask("get", "").json().path("statusCode").asInt() == 403,
                        () -> "the extension can still be reached");
            }
        } finally {
            muster.discard();
        }
    }

    private static void change(Setup setup, String yaml) throws IOException {
        Path next = Files.writeString(setup.home().resolve("next.yml"), yaml);
        Files.move(next, setup.home().resolve("muster.yml"), StandardCopyOption.ATOMIC_MOVE);
    }
}
