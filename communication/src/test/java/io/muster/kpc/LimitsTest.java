package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.kpc.mqtt.MqttLimits;
import io.muster.kpc.mqtt.MqttSettings;
import io.muster.platform.config.ByteSize;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients may do, and what they are told when they do more. */
class LimitsTest {
    private final Site site;
    private int port;

    LimitsTest() throws Exception {
        site = new Site();
    }

    @BeforeEach
    void start() throws Exception {
        port = replica(Duration.ofSeconds(60));
        site.credentials.admit("tok", "endpoint");
    }

    private int replica(Duration connectTimeout) throws Exception {
        MqttLimits limits = new MqttLimits(
                2, ByteSize.kib(1), 100, 1_000, 10, ByteSize.mib(1), Duration.ofSeconds(60), connectTimeout);
        return site.replica(Site.settings(limits, MqttSettings.Tls.OFF, false))
                .mqttPort()
                .orElseThrow();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private String topic(String rest) {
        return "kp1/demo_v1/" + site.echo + "/" + rest;
    }

    private static int reason(MqttMessage packet) {
        assertThat(packet.fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
        return Byte.toUnsignedInt(((MqttReasonCodeAndPropertiesVariableHeader) packet.variableHeader()).reasonCode());
    }

    @Test
    void refusesMoreConnections() throws Exception {
        try (RawClient first = RawClient.connected(port, MqttVersion.MQTT_5);
                RawClient second = RawClient.connected(port, MqttVersion.MQTT_5);
                RawClient third = new RawClient(port)) {
            third.send(RawClient.connect(MqttVersion.MQTT_5, "third", 60));
            MqttConnAckMessage refusal =
                    (MqttConnAckMessage) third.untilClosed().getFirst();
            assertThat(Byte.toUnsignedInt(
                            refusal.variableHeader().connectReturnCode().byteValue()))
                    .isEqualTo(0x89);
            first.send(RawClient.publish(topic("tok/get/1"), "", 0, 0));
            first.nextPublish();
            second.send(MqttMessage.PINGREQ);
            second.next();
        }
        assertThat(site.counter("muster.kpc.refused", "reason", "connections")).isEqualTo(1);
    }

    @Test
    void endsAConnectionWithATooLargePacket() throws Exception {
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_5)) {
            client.send(RawClient.publish(topic("tok/get/1"), "x".repeat(2_000), 0, 0));
            assertThat(reason(client.untilClosed().getLast())).isEqualTo(0x95);
        }
    }

    @Test
    void refusesALongTopicAndGoesOn() throws Exception {
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_5)) {
            client.send(RawClient.publish(topic("tok/" + "x".repeat(100)), "", 1, 1));
            assertThat(client.nextType()).isEqualTo("PUBACK 1");
            client.send(RawClient.publish(topic("tok/get/1"), "on", 0, 0));
            assertThat(client.nextPublish()).endsWith("on");
        }
        assertThat(site.counter("muster.kpc.refused", "reason", "topic")).isEqualTo(1);
    }

    @Test
    void doesNotWaitForEverForConnect() throws Exception {
        try (RawClient client = new RawClient(replica(Duration.ofMillis(300)))) {
            assertThat(client.untilClosed()).isEmpty();
        }
        assertThat(site.counter("muster.kpc.refused", "reason", "connect-timeout"))
                .isEqualTo(1);
    }

    @Test
    void closesConnectionsThatAreTooManyEvenToBeTold() throws Exception {
        List<RawClient> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 1_002; i++) {
                silent.add(new RawClient(port));
            }
            try (RawClient last = new RawClient(port)) {
                assertThat(last.untilClosed()).isEmpty();
            }
            assertThat(site.counter("muster.kpc.refused", "reason", "connections"))
                    .isPositive();
        } finally {
            for (RawClient client : silent) {
                client.close();
            }
        }
    }

    @Test
    void refusesToConnectFasterThanAllowed() throws Exception {
        MqttLimits limits = new MqttLimits(
                100, ByteSize.kib(1), 100, 1, 10, ByteSize.mib(1), Duration.ofSeconds(60), Duration.ofSeconds(60));
        int slow = site.replica(Site.settings(limits, MqttSettings.Tls.OFF, false))
                .mqttPort()
                .orElseThrow();
        int refusal = 0;
        for (int i = 0; i < 100 && refusal == 0; i++) {
            try (RawClient client = new RawClient(slow)) {
                client.send(RawClient.connect(MqttVersion.MQTT_5, "fast" + i, 60));
                refusal = Byte.toUnsignedInt(((MqttConnAckMessage) client.next())
                        .variableHeader()
                        .connectReturnCode()
                        .byteValue());
            }
        }
        assertThat(refusal).isEqualTo(0x9f);
        assertThat(site.counter("muster.kpc.refused", "reason", "connect-rate")).isEqualTo(1);
    }

    @Test
    void endsAClientThatAcknowledgesNothing() throws Exception {
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, 5));
        try (RawClient client = new RawClient(port)) {
            client.send(MqttMessageBuilders.connect()
                    .protocolVersion(MqttVersion.MQTT_5)
                    .clientId("mute")
                    .keepAlive(60)
                    .properties(properties)
                    .build());
            for (int i = 0; i < 200; i++) {
                client.send(RawClient.publish(topic("tok/get/" + i), "", 1, i + 1));
            }
            assertThat(reason(client.untilClosed().getLast())).isEqualTo(0x97);
        }
        assertThat(site.counter("muster.kpc.refused", "reason", "slow-reader")).isEqualTo(1);
        assertThat(site.counter("muster.kpc.messages.sent", "result", "no-room"))
                .isEqualTo(1);
    }
}
