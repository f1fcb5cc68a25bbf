package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.RawMqtt;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients on paho that register callbacks and never subscribe, each message for message. */
@ExtendWith(SharedMuster.class)
final class PythonClientsTest {
    private final RunningMuster muster;
    private final Management management;

    PythonClientsTest(RunningMuster muster) {
        this.muster = muster;
        this.management = new Management(muster);
    }

    @Test
    void gettingStartedMetadataClient() {
        Registered endpoint = management.register("{\"site\":\"roof\"}");
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            try (Device client = connect(endpoint)) {
                assertThat(client.ask("get", "0", "{}").expectOk().json()).isEqualTo(Tree.of("{\"site\":\"roof\"}"));
                client.publish(
                        client.topic("update/keys"), "{\"model\": \"BFG 9000\", \"mac\": \"00-14-22-01-23-45\"}");
                events.await("updated", endpoint.endpointId());
            }
            events.await("disconnected", endpoint.endpointId());
            assertThat(events.typesAbout(endpoint.endpointId()))
                    .containsExactly("connected", "updated", "disconnected");
        }
        assertThat(management.metadata(endpoint.endpointId()))
                .isEqualTo(Tree.of("{\"site\":\"roof\",\"model\":\"BFG 9000\",\"mac\":\"00-14-22-01-23-45\"}"));
    }

    @Test
    void connectADeviceClientWithoutNetworkLoop() throws IOException {
        Registered endpoint = management.register("{}");
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            RawMqtt.publishInOneBurst(
                    muster.mqttPort(),
                    "kp1/demo_application_v1/epmx/" + endpoint.token() + "/update/keys",
                    "{\"model\": \"MySmartMeter A300\", \"mac\": \"00-14-22-01-23-45\"}");
            events.await("updated", endpoint.endpointId());
            events.await("disconnected", endpoint.endpointId());
        }
        assertThat(management.metadata(endpoint.endpointId()).path("model").asText())
                .isEqualTo("MySmartMeter A300");
    }

    @Test
    void cloudClientThatAlsoSendsDataNobodyTakes() {
        Registered endpoint = management.register("{}");
        try (Device client = connect(endpoint)) {
            client.publish(client.topic("update/keys"), "{\"serial\":\"1\",\"mac\":\"2\"}");
            String data = "kp1/demo_application_v1/dcx/" + endpoint.token() + "/json/42";
            client.publish(data, "{\"temperature\":21}");
            client.publish(data, "{\"temperature\":22}");
            assertThat(client.await(data).ok()).isFalse();
            assertThat(client.await(data).ok()).isFalse();
            assertThat(client.ask("get", "{}").expectOk().json())
                    .isEqualTo(Tree.of("{\"serial\":\"1\",\"mac\":\"2\"}"));
        }
    }

    @Test
    void libraryThatReusesRequestIds() {
        Registered endpoint = management.register("{}");
        try (Device client = connect(endpoint)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.ask("update/keys", "99", "{\"name\":\"simple counter v" + i + "\"}")
                                .expectOk()
                                .payload())
                        .isEmpty();
            }
        }
        assertThat(management.metadata(endpoint.endpointId()).path("name").asText())
                .isEqualTo("simple counter v2");
    }

    private Device connect(Registered endpoint) {
        return Device.connect(muster.mqttPort(), Management.V1, endpoint.token());
    }
}
