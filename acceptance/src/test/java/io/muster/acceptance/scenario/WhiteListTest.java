package io.muster.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The configuration says which metadata keys the devices of a version see and write, and what they may reach. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WhiteListTest {
    private static final String CONFIGURATION = """
            kaa:
              applications:
                smart_kettle:
                  versions:
                    open_v1:
                    kettle_v2:
                      metadata-keys:
                        location:
                        owner:
                          write-enabled: false
                    dcx_only:
                      allowed-extension-instances: [dcx]
                smart-kettle:
                  versions:
                    kettle-v2:
            """;
    private static final String STORED = "{\"location\":\"Lviv\",\"owner\":\"Ann\",\"secret\":42}";

    private RunningMuster muster;
    private Management management;

    @BeforeAll
    void start() {
        muster = Setup.fresh().configured(CONFIGURATION).start();
        management = new Management(muster);
    }

    @AfterAll
    void stop() {
        muster.discard();
    }

    @Test
    void keysThatAreNotListedAreHidden() {
        try (Device device = registered("kettle_v2")) {
            assertThat(device.ask("get/keys", "").expectOk().json())
                    .extracting(JsonNode::asText)
                    .containsExactlyInAnyOrder("location", "owner");
            assertThat(device.ask("get", "").expectOk().json())
                    .isEqualTo(Tree.of("{\"location\":\"Lviv\",\"owner\":\"Ann\"}"));
            assertThat(device.ask("get", "{\"keys\":[\"secret\"]}")
                            .expectError(403)
                            .path("reasonPhrase")
                            .asText())
                    .contains("secret");
        }
    }

    @Test
    void readOnlyAndHiddenKeysCannotBeWritten() {
        Registered endpoint = management.register("kettle_v2", STORED);
        try (Device device = connect("kettle_v2", endpoint)) {
            device.ask("update/keys", "{\"location\":\"Kyiv\",\"owner\":\"Bob\"}")
                    .expectError(403);
            device.ask("update/keys", "{\"secret\":1}").expectError(403);
            device.ask("delete/keys", "[\"owner\"]").expectError(403);
            device.ask("update", "{\"owner\":\"Bob\"}").expectError(403);
            assertThat(management.metadata(endpoint.endpointId())).isEqualTo(Tree.of(STORED));
        }
    }

    @Test
    void replacingEverythingKeepsWhatTheDeviceMayNotTouch() {
        Registered endpoint = management.register("kettle_v2", STORED);
        try (Device device = connect("kettle_v2", endpoint)) {
            device.ask("update", "{\"location\":\"Kyiv\"}").expectOk();
            assertThat(management.metadata(endpoint.endpointId()))
                    .isEqualTo(Tree.of("{\"location\":\"Kyiv\",\"owner\":\"Ann\",\"secret\":42}"));
        }
    }

    @Test
    void aVersionWithoutListIsOpenAndSimilarNamesAreOthers() {
        try (Device open = registered("open_v1");
                Device hyphens = registered("kettle-v2")) {
            assertThat(open.ask("get", "").expectOk().json()).isEqualTo(Tree.of(STORED));
            assertThat(hyphens.ask("get", "").expectOk().json()).isEqualTo(Tree.of(STORED));
        }
    }

    @Test
    void anExtensionThatIsNotAllowedCannotBeReached() {
        try (Device device = registered("dcx_only")) {
            JsonNode error = device.ask("get", "").json();
            assertThat(error.path("statusCode").asInt()).isIn(403, 404);
            assertThat(error.path("reasonPhrase").asText()).contains("epmx");
        }
    }

    private Device registered(String version) {
        return connect(version, management.register(version, STORED));
    }

    private Device connect(String version, Registered endpoint) {
        return Device.connect(muster.mqttPort(), version, endpoint.token());
    }
}
