package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.RawMqtt;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.mqtt.Library;
import io.muster.acceptance.mqtt.Login;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that register callbacks and never subscribe, each message for message, with every library. */
@ExtendWith(SharedMuster.class)
final class PythonClientsTest {
    private final RunningMuster muster;
    private final Management management;

    PythonClientsTest(RunningMuster muster) {
        this.muster = muster;
        this.management = new Management(muster);
    }

    @ParameterizedTest
    @EnumSource
    void gettingStartedMetadataClient(Library library) {
        Registered endpoint = management.register("{\"site\":\"roof\"}");
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            try (Device client = connect(library, endpoint)) {
                assertThat(client.ask("get", "0", "{}").expectOk().json()).isEqualTo(Tree.of("{\"site\":\"roof\"}"));
                client.publish(
                        client.topic("update/keys"), "{\"model\": \"BFG 9000\", \"mac\": \"00-14-22-01-23-45\"}");
                events.await("updated", endpoint.endpointId());
            }
            events.await("disconnected", endpoint.endpointId());
            assertThat(events.typesAbout(endpoint.endpointId()))
                    .filteredOn(type -> !type.equals("registered"))
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

    @ParameterizedTest
    @EnumSource
    void cloudClientThatAlsoSendsDataNobodyTakes(Library library) {
        Registered endpoint = management.register("{}");
        try (Device client = connect(library, endpoint)) {
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

    @ParameterizedTest
    @EnumSource
    void libraryThatReusesRequestIds(Library library) {
        Registered endpoint = management.register("{}");
        try (Device client = connect(library, endpoint)) {
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

    @ParameterizedTest
    @EnumSource
    void connectADeviceClientThatLeavesAtOnce(Library library) {
        Registered endpoint = management.register("{}");
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            try (Device client = connect(library, endpoint)) {
                client.publish(client.topic("update/keys"), "{\"model\": \"MySmartMeter A300\"}");
            }
            events.await("updated", endpoint.endpointId());
            events.await("disconnected", endpoint.endpointId());
        }
    }

    private Device connect(Library library, Registered endpoint) {
        return Device.over(library.connect(Login.tcp(muster)), Management.V1, endpoint.token());
    }
}
