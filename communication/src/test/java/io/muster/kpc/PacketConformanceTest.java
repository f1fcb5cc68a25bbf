package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes from a client after CONNECT, as MQTT 3.1.1 and 5 have it; see {@code docs/mqtt.md}. */
@TestInstance(Lifecycle.PER_CLASS)
class PacketConformanceTest {
    private final Site site;
    private int port;

    PacketConformanceTest() throws Exception {
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

    private static void ends(RawClient client, MqttVersion version, int reason) throws Exception {
        List<MqttMessage> rest = client.untilClosed();
        if (version == MqttVersion.MQTT_5) {
            assertThat(rest).singleElement().satisfies(packet -> assertThat(ConnectConformanceTest.reason(packet))
                    .isEqualTo(reason));
        } else {
            assertThat(rest).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "type 0, 0000",
        "PUBLISH with both bits of QoS, 3605 0001 61 0001",
        "PUBLISH of QoS 1 with packet ID 0, 3205 0001 61 0000",
        "PUBLISH of QoS 2 with packet ID 0, 3405 0001 61 0000",
        "PUBACK with a flag, 4202 0001",
        "PUBREC with a flag, 5202 0001",
        "PUBREL without its flag, 6002 0001",
        "PUBREL with another flag, 6302 0001",
        "PUBCOMP with a flag, 7202 0001",
        "SUBSCRIBE without its flag, 8006 0001 0001 61 00",
        "SUBSCRIBE with another flag, 8a06 0001 0001 61 00",
        "UNSUBSCRIBE without its flag, a005 0001 0001 61",
        "UNSUBSCRIBE with another flag, a305 0001 0001 61",
        "PINGREQ with a flag, c100",
        "DISCONNECT with a flag, e100",
        "length of five digits, 308080808001"
    })
    void endsAtAMalformedPacket(String what, String packet) throws Exception {
        for (MqttVersion version : List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)) {
            try (RawClient client = RawClient.connected(port, version)) {
                ends(client.sendHex(packet), version, 0x81);
            }
        }
    }

    @ParameterizedTest(name = "{0} in MQTT {1}")
    @CsvSource({
        "topic that is no UTF-8, 4, 3004 0002 c328",
        "topic that is no UTF-8, 5, 3005 0002 c328 00",
        "topic with a surrogate, 4, 3005 0003 eda080",
        "topic with U+0000, 4, 3005 0003 6b0031",
        "topic with U+0000, 5, 3006 0003 6b0031 00",
        "topic with a wildcard, 4, 3005 0003 612f23",
        "topic with a wildcard, 5, 3006 0003 612f2b 00",
        "response topic that is no UTF-8, 5, 3008 0001 61 04 08 0001 ff",
        "content type that is no UTF-8, 5, 3008 0001 61 04 03 0001 ff",
        "user property with U+0000, 5, 300b 0001 61 07 26 0001 61 0001 00",
        "filter that is no UTF-8, 4, 8206 0001 0001 ff 00",
        "filter that is no UTF-8, 5, 8207 0001 00 0001 ff 00",
        "filter with U+0000, 4, 8206 0001 0001 00 00",
        "filter of UNSUBSCRIBE that is no UTF-8, 4, a205 0001 0001 ff",
        "filter of UNSUBSCRIBE with U+0000, 5, a206 0001 00 0001 00",
        "SUBSCRIBE with packet ID 0, 4, 8206 0000 0001 61 00",
        "UNSUBSCRIBE with packet ID 0, 4, a205 0000 0001 61",
        "SUBSCRIBE with QoS 3, 4, 8206 0001 0001 61 03",
        "SUBSCRIBE with QoS 3, 5, 8207 0001 00 0001 61 03",
        "SUBSCRIBE with a reserved bit, 4, 8206 0001 0001 61 04",
        "SUBSCRIBE with the highest bit, 4, 8206 0001 0001 61 80",
        "SUBSCRIBE with the highest bit, 5, 8207 0001 00 0001 61 80",
        "SUBSCRIBE with the bit beside it, 5, 820e 0001 03 0b8001 0001 61 00 0001 61 40",
        "AUTH in MQTT 3.1.1, 4, f000"
    })
    void endsAtMalformedContent(String what, int level, String packet) throws Exception {
        MqttVersion version = level == 5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1;
        try (RawClient client = RawClient.connected(port, version)) {
            ends(client.sendHex(packet), version, 0x81);
        }
    }

    @ParameterizedTest(name = "{0} in MQTT {1}")
    @CsvSource({
        "empty topic, 4, 3002 0000, 82",
        "empty topic without alias, 5, 3003 0000 00, 82",
        "DUP with QoS 0, 4, 3803 0001 61, 82",
        "DUP with QoS 0, 5, 3804 0001 61 00, 82",
        "SUBSCRIBE without filter, 4, 8202 0001, 82",
        "SUBSCRIBE without filter, 5, 8203 0001 00, 82",
        "UNSUBSCRIBE without filter, 4, a202 0001, 82",
        "UNSUBSCRIBE without filter, 5, a203 0001 00, 82",
        "CONNACK from a client, 4, 2002 0000, 82",
        "SUBACK from a client, 4, 9003 0001 00, 82",
        "UNSUBACK from a client, 4, b002 0001, 82",
        "PINGRESP from a client, 4, d000, 82",
        "PINGRESP from a client, 5, d000, 82",
        "AUTH without a method, 5, f000, 82",
        "no-local on a shared subscription, 5, 8210 0001 00 000a 2473686172652f672f61 04, 82",
        "retained message, 5, 3104 0001 61 00, 9a",
        "subscription identifier, 5, 3006 0001 61 02 0b01, 82",
        "response topic with a wildcard, 5, 3008 0001 61 04 08 0001 23, 82",
        "topic alias 0, 5, 3007 0001 61 03 23 0000, 94",
        "topic alias above the maximum, 5, 3007 0001 61 03 23 ffff, 94",
        "topic alias that stands for nothing, 5, 3006 0000 03 23 0001, 82"
    })
    void endsAtAProtocolError(String what, int level, String packet, String reason) throws Exception {
        MqttVersion version = level == 5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1;
        try (RawClient client = RawClient.connected(port, version)) {
            ends(client.sendHex(packet), version, HexFormat.fromHexDigits(reason));
        }
    }

    @Test
    void keepsTheByteOrderMarkOfATopic() throws Exception {
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            client.send(RawClient.publish(topic("tok/get\uFEFF/1"), "", 0, 0));
            assertThat(client.nextPublish()).contains("\uFEFF");
        }
    }

    @Test
    void takesARetainedMessageOfMqtt3AsAnyOther() throws Exception {
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            byte[] retained = client.bytes(RawClient.publish(topic("tok/get/1"), "kept", 0, 0));
            retained[0] |= 1;
            client.send(retained);
            MqttMessage answer = client.next();
            assertThat(answer.fixedHeader().isRetain()).isFalse();
        }
    }

    @Test
    void readsTopicsByAliasOnTheSameConnectionOnly() throws Exception {
        String name = topic("tok/get/1");
        String topic = HexFormat.of().toHexDigits((short) name.length())
                + HexFormat.of().formatHex(name.getBytes(StandardCharsets.US_ASCII));
        String first = "30" + HexFormat.of().toHexDigits((byte) (name.length() + 6)) + topic + "03 23 0020";
        String again = "3006 0000 03 23 0020";
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_5)) {
            client.sendHex(first);
            assertThat(client.nextPublish()).startsWith(name + "/status");
            client.sendHex(again);
            assertThat(client.nextPublish()).startsWith(name + "/status");
        }
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_5)) {
            ends(client.sendHex(again), MqttVersion.MQTT_5, 0x82);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void takesARepeatedPacketIdOfQos1AsANewMessage(MqttVersion version) throws Throwable {
        String payload = "repeated-" + version;
        try (RawClient client = RawClient.connected(port, version)) {
            byte[] packet = client.bytes(RawClient.publish(topic("tok/update"), payload, 1, 7));
            client.send(packet);
            assertThat(client.nextType()).isEqualTo("PUBACK 7");
            packet[0] |= 8;
            client.send(packet);
            assertThat(client.nextType()).isEqualTo("PUBACK 7");
        }
        Await.until(() -> assertThat(site.extension.payloads())
                .filteredOn(payload::equals)
                .hasSize(2));
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void takesAPacketIdOfQos2AsANewMessageAfterItsRelease(MqttVersion version) throws Throwable {
        String payload = "exactly-" + version;
        try (RawClient client = RawClient.connected(port, version)) {
            for (int i = 0; i < 2; i++) {
                client.send(
                        RawClient.publish(topic("tok/update"), payload, 2, 7),
                        RawClient.publish(topic("tok/update"), payload, 2, 7),
                        RawClient.reply(MqttMessageType.PUBREL, 7));
                assertThat(List.of(client.nextType(), client.nextType(), client.nextType()))
                        .containsExactly("PUBREC 7", "PUBREC 7", "PUBCOMP 7");
            }
        }
        Await.until(() -> assertThat(site.extension.payloads())
                .filteredOn(payload::equals)
                .hasSize(2));
    }

    @Test
    void tellsMqtt5ThatAPacketIdIsNotKnown() throws Exception {
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_5)) {
            client.send(RawClient.reply(MqttMessageType.PUBREL, 99));
            assertThat(reason(client.next())).isEqualTo(0x92);
            client.send(RawClient.reply(MqttMessageType.PUBREC, 99));
            MqttMessage release = client.next();
            assertThat(release.fixedHeader().messageType()).isEqualTo(MqttMessageType.PUBREL);
            assertThat(reason(release)).isEqualTo(0x92);
        }
    }

    private static int reason(MqttMessage reply) {
        return Byte.toUnsignedInt(((MqttPubReplyMessageVariableHeader) reply.variableHeader()).reasonCode());
    }

    @Test
    void takesAPacketIdWhoseMessageWasRefusedAsANewMessage() throws Exception {
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_5)) {
            client.send(RawClient.publish("home/light", "on", 2, 7));
            assertThat(reason(client.next())).isEqualTo(0x90);
            client.send(RawClient.publish(topic("tok/get/1"), "accepted", 2, 7));
            assertThat(List.of(client.nextType(), client.nextType()))
                    .containsExactlyInAnyOrder("PUBREC 7", "PUBLISH EXACTLY_ONCE");
        }
    }

    @Test
    void grantsEachFilterInItsOrderInOnePacket() throws Exception {
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_5)) {
            client.send(MqttMessageBuilders.subscribe()
                    .messageId(3)
                    .addSubscription(MqttQoS.EXACTLY_ONCE, "#")
                    .addSubscription(MqttQoS.AT_MOST_ONCE, "a/+/b")
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "a#")
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "a/#/b")
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "a+/b")
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "")
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "$share/g/a")
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "#")
                    .build());
            MqttSubAckMessage answer = (MqttSubAckMessage) client.next();
            assertThat(answer.variableHeader().messageId()).isEqualTo(3);
            assertThat(answer.payload().reasonCodes()).containsExactly(2, 0, 0x8f, 0x8f, 0x8f, 0x8f, 0x9e, 1);
            client.send(MqttMessageBuilders.unsubscribe()
                    .messageId(4)
                    .addTopicFilter("#")
                    .addTopicFilter("never/subscribed")
                    .build());
            MqttUnsubAckMessage gone = (MqttUnsubAckMessage) client.next();
            assertThat(gone.variableHeader().messageId()).isEqualTo(4);
            assertThat(gone.payload().unsubscribeReasonCodes()).containsExactly((short) 0, (short) 0);
            client.send(MqttMessage.PINGREQ);
            assertThat(client.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.PINGRESP);
        }
    }

    @Test
    void nothingCountsAfterDisconnect() throws Exception {
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_5)) {
            client.send(
                    MqttMessage.DISCONNECT,
                    MqttMessage.PINGREQ,
                    RawClient.publish(topic("tok/update"), "after the end", 1, 1));
            assertThat(client.untilClosed()).isEmpty();
        }
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_5)) {
            client.send(RawClient.publish(topic("tok/get/1"), "", 0, 0));
            client.next();
        }
        assertThat(site.extension.payloads()).doesNotContain("after the end");
    }
}
