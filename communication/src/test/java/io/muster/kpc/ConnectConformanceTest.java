package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
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
import org.junit.jupiter.params.provider.ValueSource;

/** CONNECT and CONNACK as MQTT 3.1.1 and 5 have them, byte for byte; see {@code docs/mqtt.md}. */
@TestInstance(Lifecycle.PER_CLASS)
class ConnectConformanceTest {
    private static final String CLIENT = "0001 63";

    private final Site site;
    private int port;

    ConnectConformanceTest() throws Exception {
        site = new Site();
    }

    @BeforeAll
    void start() throws Exception {
        port = site.replica(Site.settings()).mqttPort().orElseThrow();
    }

    @AfterAll
    void stop() throws Exception {
        site.close();
    }

    /** A CONNECT of the given protocol level and flags; properties of MQTT 5 without their length. */
    private static String connect(int level, int flags, String properties, String payload) {
        String plain = properties.replace(" ", "");
        String middle = level == 5 ? HexFormat.of().toHexDigits((byte) (plain.length() / 2)) + plain : "";
        String rest = "0004" + HexFormat.of().formatHex("MQTT".getBytes(StandardCharsets.US_ASCII))
                + HexFormat.of().toHexDigits((byte) level)
                + HexFormat.of().toHexDigits((byte) flags)
                + "003c" + middle + payload.replace(" ", "");
        return "10" + HexFormat.of().toHexDigits((byte) (rest.length() / 2)) + rest;
    }

    private String answer(String packet) throws Exception {
        try (RawClient client = new RawClient(port)) {
            return client.sendHex(packet).hexUntilClosed();
        }
    }

    private String accepted(String packet) throws Exception {
        try (RawClient client = new RawClient(port)) {
            return client.sendHex(packet).hex(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"c000", "3003 0001 61", "8206 0001 0001 61 00", "e000"})
    void closesAConnectionThatDoesNotBeginWithConnect(String packet) throws Exception {
        assertThat(answer(packet)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void endsAtASecondConnect(MqttVersion version) throws Exception {
        try (RawClient client = RawClient.connected(port, version)) {
            client.send(RawClient.connect(version, "again", 60));
            List<MqttMessage> rest = client.untilClosed();
            if (version == MqttVersion.MQTT_5) {
                assertThat(rest).singleElement().satisfies(packet -> assertThat(reason(packet))
                        .isEqualTo(0x82));
            } else {
                assertThat(rest).isEmpty();
            }
        }
    }

    static int reason(MqttMessage packet) {
        assertThat(packet.fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
        return Byte.toUnsignedInt(((MqttReasonCodeAndPropertiesVariableHeader) packet.variableHeader()).reasonCode());
    }

    @ParameterizedTest
    @CsvSource({"2", "6", "127"})
    void refusesAProtocolLevelItDoesNotKnow(int level) throws Exception {
        assertThat(answer(connect(level, 2, "", CLIENT))).isEqualTo("20020001");
    }

    @Test
    void takesNoOtherProtocolForMqtt() throws Exception {
        assertThat(answer("100d 0004 4d515454".replace("4d515454", "4d515458") + "04 02 003c" + CLIENT))
                .isEqualTo("20020001");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "reserved flag, 4, 03, 0001 63",
        "reserved flag, 5, 03, 0001 63",
        "QoS without will, 4, 0a, 0001 63",
        "QoS without will, 5, 0a, 0001 63",
        "retain without will, 5, 22, 0001 63",
        "user name that is not there, 5, 82, 0001 63",
        "password without flag, 5, 02, 0001 63 0001 70",
        "user name that is no UTF-8, 5, 82, 0001 63 0001 ff",
        "retain without will, 4, 22, 0001 63",
        "QoS 3 of a will, 4, 1e, 0001 63 0001 77 0001 6d",
        "QoS 3 of a will, 5, 1e, 0001 63 00 0001 77 0001 6d",
        "password without user name, 4, 42, 0001 63 0001 70",
        "user name without flag, 4, 02, 0001 63 0001 75",
        "password without flag, 4, 82, 0001 63 0001 75 0001 70",
        "will without flag, 4, 02, 0001 63 0001 77 0001 6d",
        "user name that is not there, 4, 82, 0001 63",
        "password that is not there, 4, c2, 0001 63 0001 75",
        "will that is not there, 4, 06, 0001 63",
        "client ID that is no UTF-8, 4, 02, 0002 c328",
        "client ID that is no UTF-8, 5, 02, 0002 c328",
        "client ID with a surrogate, 4, 02, 0003 eda080",
        "client ID with U+0000, 4, 02, 0002 6300",
        "client ID with U+0000, 5, 02, 0002 6300",
        "user name that is no UTF-8, 4, 82, 0001 63 0001 ff",
        "topic of a will that is no UTF-8, 4, 06, 0001 63 0001 ff 0001 6d",
        "topic of a will that is no UTF-8, 5, 06, 0001 63 00 0001 ff 0001 6d"
    })
    void closesAtAMalformedConnect(String what, int level, String flags, String payload) throws Exception {
        String packet = connect(level, HexFormat.fromHexDigits(flags), "", payload);
        // What follows would fill a field that is not there.
        assertThat(answer(packet + "00".repeat(40))).as(what).isIn("", "2003008100", "2003008200");
    }

    @ParameterizedTest
    @CsvSource({
        "4, 2, 0001 63",
        "4, 0, 0001 63",
        "5, 2, 0001 63",
        "5, 0, 0001 63",
        "4, 2, 0017 30414161427a5a396b4c6d4e6f50517273547556775879",
        "4, 2, 0004 efbbbf63",
        "4, 4, 0001 63 0001 77 0001 6d",
        "4, 36, 0001 63 0001 77 0001 6d",
        "4, 14, 0001 63 0001 77 0001 6d",
        "5, 12, 0001 63 00 0001 77 0001 6d",
        "4, 2, 0000",
        "4, 194, 0001 63 0001 75 0001 70"
    })
    void acceptsWithoutASessionOfBefore(int level, int flags, String payload) throws Exception {
        site.credentials.admitPassword("u", "p");
        String packet = connect(level, flags, "", payload);
        for (int i = 0; i < 2; i++) {
            String connack = accepted(packet);
            assertThat(connack).startsWith("20");
            assertThat(connack.substring(4)).isEqualTo("0000");
        }
    }

    @Test
    void refusesAnEmptyClientIdOfASessionThatShouldStay() throws Exception {
        assertThat(answer(connect(4, 0, "", "0000"))).isEqualTo("20020002");
    }

    @Test
    void choosesAClientIdOfItsOwnForEachClientWithout() throws Exception {
        try (RawClient first = new RawClient(port);
                RawClient second = new RawClient(port)) {
            assertThat(assigned(first)).isNotEmpty().isNotEqualTo(assigned(second));
        }
    }

    private static String assigned(RawClient client) throws Exception {
        client.send(RawClient.connect(MqttVersion.MQTT_5, "", 60));
        return (String) connack(client)
                .getProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER)
                .value();
    }

    private static MqttProperties connack(RawClient client) throws Exception {
        return ((MqttConnAckMessage) client.next()).variableHeader().properties();
    }

    @Test
    void tellsWhatItDoesNotOfferAndWhatItTakes() throws Exception {
        try (RawClient client = new RawClient(port)) {
            client.send(RawClient.connect(MqttVersion.MQTT_5, "asks", 60));
            MqttProperties properties = connack(client);
            assertThat(value(properties, MqttProperties.RETAIN_AVAILABLE)).isZero();
            assertThat(value(properties, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE))
                    .isZero();
            assertThat(value(properties, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE))
                    .isZero();
            assertThat(value(properties, MqttProperties.RECEIVE_MAXIMUM)).isPositive();
            assertThat(value(properties, MqttProperties.MAXIMUM_PACKET_SIZE)).isPositive();
            assertThat(value(properties, MqttProperties.TOPIC_ALIAS_MAXIMUM)).isPositive();
            assertThat(properties.getProperty(MqttProperties.SERVER_KEEP_ALIVE)).isNull();
            assertThat(properties.getProperty(MqttProperties.AUTHENTICATION_METHOD))
                    .isNull();
            assertThat(properties.getProperty(MqttProperties.RESPONSE_INFORMATION))
                    .isNull();
        }
    }

    private static int value(MqttProperties properties, int id) {
        return (Integer) properties.getProperty(id).value();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "authentication method, 02, 15 0001 61, 0001 63, 8c",
        "retained will, 26, '', 0001 63 00 0001 77 0001 6d, 9a",
        "receive maximum of 0, 02, 21 0000, 0001 63, 82",
        "maximum packet size of 0, 02, 27 00000000, 0001 63, 82",
        "maximum packet size too small for CONNACK, 02, 27 0000000a, 0001 63, 95"
    })
    void refusesWhatItDoesNotSupportWithTheReasonOfMqtt5(
            String what, String flags, String properties, String payload, String reason) throws Exception {
        assertThat(answer(connect(5, HexFormat.fromHexDigits(flags), properties, payload)))
                .as(what)
                .isEqualTo("200300" + reason + "00");
    }

    @Test
    void neverPublishesAWill() throws Throwable {
        int before = site.extension.received.size();
        site.credentials.admit("will", "will-endpoint");
        String topic = "kp1/demo_v1/" + site.echo + "/will/get/1";
        String will = HexFormat.of().toHexDigits((short) topic.length())
                + HexFormat.of().formatHex(topic.getBytes(StandardCharsets.US_ASCII)) + "0001 6d";
        assertThat(accepted(connect(4, 6, "", CLIENT + will))).isEqualTo("20020000");
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            client.send(RawClient.publish(topic, "", 0, 0));
            client.nextPublish();
        }
        assertThat(site.extension.received).hasSize(before + 1);
    }
}
