package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.TinyDevice;
import io.muster.acceptance.client.TinyDevice.Heard;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.mqtt.Library;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sketches of the Arduino SDK: a small library on a microcontroller, and TLS that knows the server alone. */
@ExtendWith(SharedPlatform.class)
final class ArduinoTest {
    private static final int BUFFER = 1023;
    private static final String METADATA = """
            {"name":"ESP8266","model":"Wemos D1 mini","location":"Kyiv","longitude":50.465647,"latitude":30.51527,\
            "ip":"192.168.1.7","mac":"5C:CF:7F","serial":"1"}""";

    private final Platform platform;
    private final Neighbours neighbours;
    private final Management management;
    private final String clientId = "ESP8266Client-" + UUID.randomUUID();

    ArduinoTest(Platform platform) {
        this.platform = platform;
        this.neighbours = platform.neighbours();
        this.management = platform.management();
    }

    @Test
    void theSketchesSubscribeReportAndObeyCommands() {
        Registered endpoint = management.register("{}");
        try (TinyDevice device = connect()) {
            String configuration = topic(endpoint, "cmx", "config/json");
            assertThat(device.subscribe(configuration)).isZero();
            assertThat(device.subscribe(configuration + "/+/status")).isZero();

            device.publish(topic(endpoint, "epmx", "update/keys/99999"), METADATA);
            assertThat(device.hear()).isEqualTo(new Heard(topic(endpoint, "epmx", "update/keys/99999/status"), ""));
            assertThat(management.metadata(endpoint.endpointId())).isEqualTo(Tree.of(METADATA));

            device.publish(configuration + "/12345", "{\"observe\": true}");
            assertThat(device.hear()).isEqualTo(new Heard(configuration + "/12345/status", Neighbours.CONFIGURATION));
            neighbours.push("cmx", endpoint.endpointId(), "/config/json", Neighbours.CONFIGURATION);
            assertThat(device.hear()).isEqualTo(new Heard(configuration + "/status", Neighbours.CONFIGURATION));

            device.publish(topic(endpoint, "dcx", "json"), "[{\"temperature\":21}]");
            neighbours.await("dcx", endpoint.endpointId(), "/json");
            neighbours.push("cex", endpoint.endpointId(), "/command/reboot", "[{\"id\":1,\"payload\":{}}]");
            assertThat(device.hear().topic()).isEqualTo(topic(endpoint, "cex", "command/reboot/status"));
            device.publish(topic(endpoint, "cex", "result/reboot"), "[{\"id\":1,\"statusCode\":200}]");
            neighbours.await("cex", endpoint.endpointId(), "/result/reboot");
            device.ping();
        }
    }

    @Test
    void whatDoesNotFitIntoItsBufferDoesNotConfuseIt() {
        Registered endpoint = management.register("{\"long\":\"" + "x".repeat(2 * BUFFER) + "\",\"n\":1}");
        try (TinyDevice device = connect()) {
            device.publish(topic(endpoint, "epmx", "get/1"), "");
            device.publish(topic(endpoint, "epmx", "get/2"), "{\"keys\":[\"n\"]}");
            assertThat(device.hear()).isEqualTo(new Heard(topic(endpoint, "epmx", "get/2/status"), "{\"n\":1}"));
            assertThat(device.dropped()).isEqualTo(1);
        }
    }

    @Test
    void aDeviceThatLostItsPowerComesBackUnderItsClientId() {
        Registered endpoint = management.register("{}");
        try (EventLog events = EventLog.of(platform.muster().natsUrl());
                TinyDevice silent = connect()) {
            silent.publish(topic(endpoint, "epmx", "get/1"), "");
            silent.hear();
            // The server has heard nothing of the end of that connection.
            try (TinyDevice back = connect()) {
                events.await("disconnected", endpoint.endpointId());
                back.publish(topic(endpoint, "epmx", "get/1"), "");
                assertThat(back.hear().topic()).isEqualTo(topic(endpoint, "epmx", "get/1/status"));
                neighbours.push("cmx", endpoint.endpointId(), "/config/json", "{}");
                assertThat(back.hear().topic()).isEqualTo(topic(endpoint, "cmx", "config/json/status"));
            }
            events.await(
                    "the second disconnected",
                    event -> events.typesAbout(endpoint.endpointId()).stream()
                                    .filter("disconnected"::equals)
                                    .count()
                            == 2);
            assertThat(events.typesAbout(endpoint.endpointId()))
                    .filteredOn(type -> !type.equals("registered"))
                    .containsExactly("connected", "disconnected", "connected", "disconnected");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSketchesForTlsShowNoCertificateOfTheirOwn(Library library) {
        Registered endpoint = management.register("{}");
        try (Device device = Device.over(library.connect(platform.tls()), Management.V1, endpoint.token())) {
            device.ask("update/keys", "1", METADATA).expectOk();
            assertThat(device.ask("get", "2", "{\"keys\":[\"longitude\"]}")
                            .expectOk()
                            .json())
                    .isEqualTo(Tree.of("{\"longitude\":50.465647}"));
        }
    }

    private TinyDevice connect() {
        return TinyDevice.connect(platform.muster().mqttPort(), clientId, BUFFER);
    }

    private static String topic(Registered endpoint, String extension, String resource) {
        return "kp1/" + Management.V1 + "/" + extension + "/" + endpoint.token() + "/" + resource;
    }
}
