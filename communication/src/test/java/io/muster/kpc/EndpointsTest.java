package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Endpoints over connections and replicas: gateways, roaming, revocation, stop. */
class EndpointsTest {
    private final Site site;
    private Communication first;
    private int port;

    EndpointsTest() throws Exception {
        site = new Site();
    }

    @BeforeEach
    void start() throws Exception {
        first = site.replica(Site.settings());
        port = first.mqttPort().orElseThrow();
        site.credentials.admit("a", "endpoint-a");
        site.credentials.admit("b", "endpoint-b");
        site.credentials.admit("c", "endpoint-c");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private String get(String token) {
        return "kp1/demo_v1/" + site.echo + "/" + token + "/get/1";
    }

    private RawClient device(int at, String... tokens) throws Exception {
        RawClient client = RawClient.connected(at, MqttVersion.MQTT_5);
        for (String token : tokens) {
            client.send(RawClient.publish(get(token), "", 0, 0));
            assertThat(client.nextPublish()).startsWith(get(token) + "/status");
        }
        return client;
    }

    private void heard(String... lines) throws Throwable {
        Await.until(() -> assertThat(site.connectivity.lines()).containsExactly(lines));
    }

    @Test
    void tellsOfAGatewayOnceWhenItGoes() throws Throwable {
        device(port, "a", "b", "c").close();
        heard(
                "connected {endpoint-a=demo_v1}",
                "connected {endpoint-b=demo_v1}",
                "connected {endpoint-c=demo_v1}",
                "disconnected {endpoint-a=demo_v1, endpoint-b=demo_v1, endpoint-c=demo_v1}");
    }

    @Test
    void asksOnceForATokenOnAConnection() throws Exception {
        device(port, "a", "a", "a").close();
        assertThat(site.credentials.tokenRequests).hasValue(1);
    }

    @Test
    void saysNothingOfAnEndpointThatMovesToAnotherConnection() throws Throwable {
        RawClient old = device(port, "a");
        RawClient fresh = device(port, "a");
        old.close();
        device(port, "b").close();
        fresh.close();
        heard(
                "connected {endpoint-a=demo_v1}",
                "connected {endpoint-a=demo_v1}",
                "connected {endpoint-b=demo_v1}",
                "disconnected {endpoint-b=demo_v1}",
                "disconnected {endpoint-a=demo_v1}");
    }

    @Test
    void saysNothingOfAnEndpointThatMovesToAnotherReplica() throws Throwable {
        int other = site.replica(Site.settings()).mqttPort().orElseThrow();
        RawClient old = device(port, "a");
        RawClient fresh = device(other, "a");
        Await.until(() -> assertThat(site.gauge("muster.kpc.endpoints")).isEqualTo(1));
        old.close();
        device(port, "b").close();
        heard(
                "connected {endpoint-a=demo_v1}",
                "connected {endpoint-a=demo_v1}",
                "connected {endpoint-b=demo_v1}",
                "disconnected {endpoint-b=demo_v1}");
        site.extension.push(site.kpc, "endpoint-a", "/config/json", "pushed", 200);
        assertThat(fresh.nextPublish()).endsWith("pushed");
        fresh.close();
    }

    @Test
    void shutsASingleDeviceOutAtOnce() throws Throwable {
        try (RawClient client = device(port, "a")) {
            site.credentials.revoke("a");
            List<MqttMessage> rest = client.untilClosed();
            assertThat(rest).singleElement().satisfies(packet -> assertThat(
                            packet.fixedHeader().messageType())
                    .isEqualTo(MqttMessageType.DISCONNECT));
        }
        heard("connected {endpoint-a=demo_v1}", "disconnected {endpoint-a=demo_v1}");
        try (RawClient again = RawClient.connected(port, MqttVersion.MQTT_5)) {
            again.send(RawClient.publish(get("a"), "", 0, 0));
            assertThat(again.nextPublish()).startsWith(get("a") + "/error {\"statusCode\":404");
            site.credentials.admit("a", "endpoint-a");
            again.send(RawClient.publish(get("a"), "", 0, 0));
            assertThat(again.nextPublish()).startsWith(get("a") + "/status");
        }
    }

    @Test
    void leavesTheOthersOfAGatewayAlone() throws Throwable {
        try (RawClient gateway = device(port, "a", "b")) {
            site.credentials.revoke("a");
            heard(
                    "connected {endpoint-a=demo_v1}",
                    "connected {endpoint-b=demo_v1}",
                    "disconnected {endpoint-a=demo_v1}");
            gateway.send(RawClient.publish(get("b"), "still", 0, 0));
            assertThat(gateway.nextPublish()).isEqualTo(get("b") + "/status still");
            gateway.send(RawClient.publish(get("a"), "no longer", 0, 0));
            assertThat(gateway.nextPublish()).startsWith(get("a") + "/error");
        }
    }

    @Test
    void answersWhatItHasTakenInBeforeItStops() throws Throwable {
        Communication patient = site.replica(Site.stopping(Duration.ofMinutes(1), Site.settings()));
        int at = patient.mqttPort().orElseThrow();
        RawClient client = device(at, "a");
        site.extension.hold();
        client.send(RawClient.publish(get("a"), "asked", 0, 0));
        Await.until(() -> assertThat(site.extension.payloads()).contains("asked"));
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(patient::close);
        Await.until(() -> assertThatThrownBy(() -> new RawClient(at).close()).isInstanceOf(ConnectException.class));
        site.extension.release();
        assertThat(client.nextPublish()).startsWith(get("a") + "/status").endsWith("asked");
        assertThat(client.untilClosed().getLast().fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
        stopped.orTimeout(60, TimeUnit.SECONDS).join();
        client.close();
    }

    @Test
    void tellsEverybodyWhenItStops() throws Throwable {
        RawClient client = device(port, "a", "b");
        first.close();
        heard(
                "connected {endpoint-a=demo_v1}",
                "connected {endpoint-b=demo_v1}",
                "disconnected {endpoint-a=demo_v1, endpoint-b=demo_v1}");
        assertThat(client.untilClosed().getLast().fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
        client.close();
    }
}
