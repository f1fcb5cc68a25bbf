package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.embedded.TestStack;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What replicas and transports tell each other of an endpoint, and what is left of it after a revocation. */
class ReplicasTest {
    private final Site site;
    private final List<DeafWire> wires = new ArrayList<>();
    private Communication second;

    ReplicasTest() throws Exception {
        site = new Site();
    }

    @BeforeEach
    void start() throws Exception {
        second = site.replica(Site.settings());
        site.credentials.admit("a", "endpoint-a");
        site.credentials.admit("b", "endpoint-b");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
        for (DeafWire wire : wires) {
            wire.close();
        }
    }

    private String topic(String token, String rest) {
        return "kp1/demo_v1/" + site.echo + "/" + token + "/" + rest;
    }

    private RawClient device(Communication at, String... tokens) throws Exception {
        RawClient client = RawClient.connected(at.mqttPort().orElseThrow(), MqttVersion.MQTT_3_1_1);
        for (String token : tokens) {
            client.send(RawClient.publish(topic(token, "get/1"), "", 0, 0));
            assertThat(client.nextPublish()).startsWith(topic(token, "get/1") + "/status");
        }
        return client;
    }

    private int post(Communication at, String topic) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://127.0.0.1:" + at.webPort(0).orElseThrow() + "/" + topic))
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    private void heard(String... lines) throws Throwable {
        Await.until(() -> assertThat(site.connectivity.lines()).containsExactly(lines));
    }

    @Test
    void correctsAReplicaThatHadNotHeardOfTheMove() throws Throwable {
        URI nats = URI.create(TestStack.nats().url());
        DeafWire wire = new DeafWire(nats.getPort());
        wires.add(wire);
        Communication first = site.replica(Site.settings(), "nats://127.0.0.1:" + wire.port());
        RawClient old = device(first, "a");
        wire.deafen();
        RawClient fresh = device(second, "a");
        old.close();
        heard(
                "connected {endpoint-a=demo_v1}",
                "connected {endpoint-a=demo_v1}",
                "disconnected {endpoint-a=demo_v1}",
                "connected {endpoint-a=demo_v1}");
        assertThat(site.connectivity.timestamps().get(3))
                .isGreaterThan(site.connectivity.timestamps().get(2));
        wire.hear();
        site.extension.push(site.kpc, "endpoint-a", "/config/json", "pushed", 200);
        assertThat(fresh.nextPublish()).endsWith("pushed");
        fresh.close();
        Await.until(() ->
                assertThat(site.connectivity.lines()).hasSize(5).last().isEqualTo("disconnected {endpoint-a=demo_v1}"));
    }

    @Test
    void aRequestOverHttpTakesTheEndpointFromNobody() throws Throwable {
        Communication first = site.replica(Site.settings());
        RawClient client = device(first, "a");
        assertThat(post(second, "kp1/demo_v2/" + site.echo + "/a/get/2")).isEqualTo(200);
        assertThat(post(first, "kp1/demo_v2/" + site.echo + "/a/get/2")).isEqualTo(200);
        heard("connected {endpoint-a=demo_v1}", "connected {endpoint-a=demo_v2}", "connected {endpoint-a=demo_v2}");
        // Heard by the first replica after the events above, since both come over one connection.
        device(second, "b").close();
        Await.until(() -> assertThat(site.connectivity.lines()).contains("disconnected {endpoint-b=demo_v1}"));
        assertThat(site.gauge("muster.kpc.endpoints")).isEqualTo(1);
        site.extension.push(site.kpc, "endpoint-a", "/config/json", "pushed", 200);
        assertThat(client.nextPublish()).isEqualTo(topic("a", "config/json/status pushed"));
        client.close();
        Await.until(() -> assertThat(site.connectivity.lines()).last().isEqualTo("disconnected {endpoint-a=demo_v1}"));
    }

    @Test
    void answersNothingThatWasAskedUnderARevokedToken() throws Throwable {
        site.credentials.admit("other", "endpoint-a");
        try (RawClient gateway = device(second, "a", "other", "b")) {
            gateway.send(RawClient.publish(topic("a", "silence/7"), "asked", 0, 0));
            gateway.send(RawClient.publish(topic("other", "silence/8"), "asked by the other token", 0, 0));
            Await.until(() -> assertThat(site.extension.payloads()).contains("asked", "asked by the other token"));
            site.credentials.revoke("a");
            gateway.send(RawClient.publish(topic("b", "get/1"), "still", 0, 0));
            assertThat(gateway.nextPublish()).isEqualTo(topic("b", "get/1/status still"));
            Await.until(
                    () -> assertThat(site.gauge("muster.kpc.requests.waiting")).isEqualTo(1));
            site.extension.answer("asked", "too late");
            site.extension.answer("asked by the other token", "in time");
            assertThat(gateway.nextPublish()).isEqualTo(topic("other", "silence/8/status in time"));
            gateway.send(MqttMessage.PINGREQ);
            assertThat(gateway.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.PINGRESP);
        }
    }
}
