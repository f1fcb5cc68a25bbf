package io.muster.kpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client library that keeps to the letter of MQTT. */
@TestInstance(Lifecycle.PER_CLASS)
class ClientLibraryTest {
    private final Site site;
    private Communication kpc;

    ClientLibraryTest() throws Exception {
        site = new Site();
    }

    @BeforeAll
    void start() throws Exception {
        kpc = site.replica(Site.settings());
        site.credentials.admit("tok", "endpoint");
    }

    @AfterAll
    void stop() throws Exception {
        site.close();
    }

    private String topic(String rest) {
        return "kp1/demo_v1/" + site.echo + "/tok/" + rest;
    }

    private Mqtt5BlockingClient five(boolean webSocket) {
        Mqtt5ClientBuilder builder = MqttClient.builder().useMqttVersion5().serverHost("127.0.0.1");
        return (webSocket
                        ? builder.serverPort(kpc.webPort(0).orElseThrow())
                                .webSocketConfig()
                                .serverPath("ws")
                                .applyWebSocketConfig()
                        : builder.serverPort(kpc.mqttPort().orElseThrow()))
                .buildBlocking();
    }

    @ParameterizedTest
    @CsvSource({
        "false, AT_MOST_ONCE",
        "false, AT_LEAST_ONCE",
        "false, EXACTLY_ONCE",
        "true, AT_MOST_ONCE",
        "true, EXACTLY_ONCE"
    })
    void answersMqtt5(boolean webSocket, MqttQos qos) throws Exception {
        Mqtt5BlockingClient client = five(webSocket);
        client.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            String payload = "x".repeat(100_000);
            client.publishWith()
                    .topic(topic("get/0"))
                    .qos(qos)
                    .payload(payload.getBytes(UTF_8))
                    .send();
            Mqtt5Publish answer = publishes.receive(15, TimeUnit.SECONDS).orElseThrow();
            assertThat(answer.getTopic()).hasToString(topic("get/0/status"));
            assertThat(answer.getQos()).isEqualTo(qos);
            assertThat(new String(answer.getPayloadAsBytes(), UTF_8)).isEqualTo(payload);
        }
        client.disconnect();
    }

    @Test
    void answersWhereAnMqtt5ClientWantsIt() throws Exception {
        Mqtt5BlockingClient client = five(false);
        client.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.publishWith()
                    .topic(topic("get/1"))
                    .responseTopic("my/answers")
                    .correlationData("42".getBytes(UTF_8))
                    .send();
            Mqtt5Publish answer = publishes.receive(15, TimeUnit.SECONDS).orElseThrow();
            assertThat(answer.getTopic()).hasToString("my/answers");
            assertThat(answer.getCorrelationData()).contains(java.nio.ByteBuffer.wrap("42".getBytes(UTF_8)));
            assertThat(answer.getUserProperties().asList())
                    .singleElement()
                    .satisfies(property -> assertThat(property.getValue()).hasToString("200"));
        }
        client.disconnect();
    }

    @Test
    void answersMqtt3WithASubscriptionOnceOnly() throws Exception {
        Mqtt3BlockingClient client = MqttClient.builder()
                .useMqttVersion3()
                .identifier("three")
                .serverHost("127.0.0.1")
                .serverPort(kpc.mqttPort().orElseThrow())
                .buildBlocking();
        client.connectWith().cleanSession(false).send();
        try (Mqtt3BlockingClient.Mqtt3Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith()
                    .topicFilter(topic("get/1") + "/+")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            client.subscribeWith()
                    .topicFilter(topic("#"))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            for (String payload : new String[] {"one", "two"}) {
                client.publishWith()
                        .topic(topic("get/1"))
                        .payload(payload.getBytes(UTF_8))
                        .send();
                assertThat(publishes.receive(15, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes())
                        .asString()
                        .isEqualTo(payload);
            }
        }
        client.disconnect();
    }
}
