package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One connection on a bare socket: what comes in which order. */
@TestInstance(Lifecycle.PER_CLASS)
class MqttSessionTest {
    private final Site site;
    private int port;

    MqttSessionTest() throws Exception {
        site = new Site();
    }

    @BeforeAll
    void start() throws Exception {
        port = site.replica(CommunicationSettings.loopback(0)).mqttPort().orElseThrow();
    }

    @AfterAll
    void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void answersWithoutSubscription(MqttVersion version) throws Throwable {
        site.credentials.admit("tok-" + version, "endpoint-" + version);
        String topic = "kp1/demo_v1/" + site.echo + "/tok-" + version + "/get/007";
        try (RawClient client = new RawClient(port)) {
            client.send(RawClient.connect(version, "c-" + version, 60));
            assertThat(((MqttConnAckMessage) client.next()).variableHeader().connectReturnCode())
                    .isEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
            client.send(RawClient.publish(topic, "hello", 0, 0));
            MqttPublishMessage answer = (MqttPublishMessage) client.next();
            assertThat(answer.variableHeader().topicName()).isEqualTo(topic + "/status");
            assertThat(answer.payload().toString(StandardCharsets.UTF_8)).isEqualTo("hello");
        }
        Await.until(() -> assertThat(site.connectivity.lines())
                .containsSubsequence(
                        "connected {endpoint-" + version + "=demo_v1}",
                        "disconnected {endpoint-" + version + "=demo_v1}"));
    }

    @Test
    void hearsAClientThatPublishesAndLeavesInOneBurst() throws Throwable {
        site.credentials.admit("burst", "burst-endpoint");
        try (RawClient client = new RawClient(port)) {
            client.send(
                    RawClient.connect(MqttVersion.MQTT_3_1_1, "burst", 60),
                    RawClient.publish("kp1/demo_v1/" + site.echo + "/burst/update/keys", "burst payload", 0, 0),
                    MqttMessage.DISCONNECT);
        }
        Await.until(() -> {
            assertThat(site.extension.payloads()).contains("burst payload");
            assertThat(site.connectivity.lines())
                    .containsSubsequence("connected {burst-endpoint=demo_v1}", "disconnected {burst-endpoint=demo_v1}");
        });
    }
}
