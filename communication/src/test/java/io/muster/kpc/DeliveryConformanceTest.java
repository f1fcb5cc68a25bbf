package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages to a client, as MQTT 3.1.1 and 5 have it; see {@code docs/mqtt.md}. */
@TestInstance(Lifecycle.PER_CLASS)
class DeliveryConformanceTest {
    private final Site site;
    private int port;

    DeliveryConformanceTest() throws Exception {
        site = new Site();
    }

    @BeforeAll
    void start() throws Exception {
        port = site.replica(Site.settings()).mqttPort().orElseThrow();
        site.credentials.admit("tok", "endpoint");
    }

    @AfterAll
    void stop() throws Exception {
        site.close();
    }

    private String topic(String rest) {
        return "kp1/demo_v1/" + site.echo + "/" + rest;
    }

    private RawClient connected(int property, int value) throws Exception {
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.IntegerProperty(property, value));
        RawClient client = new RawClient(port);
        client.send(MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId("client-" + property)
                .cleanSession(true)
                .keepAlive(60)
                .properties(properties)
                .build());
        assertThat(client.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.CONNACK);
        return client;
    }

    /** Asks and gives back the answer, whichever side of the acknowledgement it comes on. */
    private MqttPublishMessage ask(RawClient client, int qos, int id) throws Exception {
        client.send(RawClient.publish(topic("tok/get/" + id), "", qos, id));
        MqttMessage one = client.next();
        MqttMessage other = qos > 0 ? client.next() : one;
        return (MqttPublishMessage) (one instanceof MqttPublishMessage ? one : other);
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void sendsEachMessageOnceUnderAPacketIdOfItsOwn(MqttVersion version) throws Exception {
        try (RawClient client = RawClient.connected(port, version)) {
            MqttPublishMessage zero = ask(client, 0, 0);
            MqttPublishMessage first = ask(client, 1, 1);
            MqttPublishMessage second = ask(client, 1, 2);
            MqttPublishMessage third = ask(client, 2, 3);
            for (MqttPublishMessage message : new MqttPublishMessage[] {zero, first, second, third}) {
                assertThat(message.fixedHeader().isDup()).isFalse();
                assertThat(message.fixedHeader().isRetain()).isFalse();
            }
            assertThat(new int[] {
                        first.variableHeader().packetId(),
                        second.variableHeader().packetId(),
                        third.variableHeader().packetId()
                    })
                    .doesNotHaveDuplicates()
                    .doesNotContain(0);
            int id = third.variableHeader().packetId();
            client.send(RawClient.reply(MqttMessageType.PUBREC, id));
            assertThat(client.nextType()).isEqualTo("PUBREL " + id);
            client.send(
                    RawClient.reply(MqttMessageType.PUBCOMP, id),
                    RawClient.reply(
                            MqttMessageType.PUBACK, first.variableHeader().packetId()),
                    MqttMessage.PINGREQ);
            assertThat(client.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.PINGRESP);
        }
    }

    @Test
    void sendsNoMoreUnacknowledgedThanTheClientTakes() throws Throwable {
        try (RawClient client = connected(MqttProperties.RECEIVE_MAXIMUM, 1)) {
            MqttPublishMessage first = ask(client, 1, 1);
            client.send(RawClient.publish(topic("tok/get/2"), "", 1, 2));
            assertThat(client.nextType()).isEqualTo("PUBACK 2");
            Await.until(() -> assertThat(site.gauge("muster.kpc.backlog.bytes")).isPositive());
            client.send(RawClient.publish(topic("tok/get/3"), "", 1, 3), MqttMessage.PINGREQ);
            assertThat(client.nextType()).isEqualTo("PUBACK 3");
            assertThat(client.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.PINGRESP);
            acknowledge(client, first);
            MqttPublishMessage second = (MqttPublishMessage) client.next();
            assertThat(second.variableHeader().topicName()).isEqualTo(topic("tok/get/2/status"));
            acknowledge(client, second);
            assertThat(client.nextPublish()).startsWith(topic("tok/get/3/status"));
        }
        Await.until(() -> assertThat(site.gauge("muster.kpc.backlog.bytes")).isZero());
    }

    private static void acknowledge(RawClient client, MqttPublishMessage message) throws Exception {
        client.send(
                RawClient.reply(MqttMessageType.PUBACK, message.variableHeader().packetId()));
    }

    @Test
    void goesOnWithAClientThatAcknowledgesOnlyAfterItHasSentAll() throws Exception {
        int count = 2_000;
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            for (int i = 1; i <= count; i++) {
                client.send(RawClient.publish(topic("tok/get/" + i), "", 1, i));
            }
            int answers = 0;
            while (answers < count) {
                if (client.next() instanceof MqttPublishMessage answer) {
                    acknowledge(client, answer);
                    answers++;
                }
            }
        }
    }

    @Test
    void dropsAMessageLargerThanTheClientTakesAndGoesOn() throws Exception {
        try (RawClient client = connected(MqttProperties.MAXIMUM_PACKET_SIZE, 200)) {
            client.send(RawClient.publish(topic("tok/get/1"), "x".repeat(200), 0, 0));
            client.send(RawClient.publish(topic("tok/get/2"), "fits", 0, 0));
            assertThat(client.nextPublish()).endsWith(" fits");
        }
        assertThat(site.counter("muster.kpc.messages.sent", "result", "too-large"))
                .isPositive();
    }

    @Test
    void sendsUpToTheLastByteTheClientTakes() throws Exception {
        int limit = 200;
        String answer = topic("tok/get/1/status");
        // Fixed header, topic and the user property statusCode=200 with their lengths.
        int payload = limit - 3 - 2 - answer.length() - 1 - 18;
        try (RawClient client = connected(MqttProperties.MAXIMUM_PACKET_SIZE, limit)) {
            client.send(RawClient.publish(topic("tok/get/1"), "x".repeat(payload), 0, 0));
            assertThat(client.nextPublish()).isEqualTo(answer + " " + "x".repeat(payload));
            client.send(RawClient.publish(topic("tok/get/1"), "y".repeat(payload + 1), 0, 0));
            client.send(RawClient.publish(topic("tok/get/1"), "z", 0, 0));
            assertThat(client.nextPublish()).isEqualTo(answer + " z");
        }
    }
}
