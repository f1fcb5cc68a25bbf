package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.Esp;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Bytes that no client would send: whatever they are, the connection ends and the others are served on. */
@TestInstance(Lifecycle.PER_CLASS)
class FuzzTest {
    private static final Duration TIME = Duration.ofSeconds(5);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Site site;
    private int port;

    FuzzTest() throws Exception {
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

    @Test
    void survivesDamagedPackets() throws Throwable {
        long end = System.nanoTime() + TIME.toNanos();
        int connections = 0;
        while (System.nanoTime() < end) {
            try (RawClient client = new RawClient(port)) {
                client.send(damaged(client));
            } catch (IOException closedAlready) {
                // The server may close as soon as it has seen enough.
            }
            connections++;
        }
        assertThat(connections).as("seed %d", seed).isPositive();
        stillServes();
    }

    private byte[] damaged(RawClient client) {
        MqttVersion version = MqttVersion.values()[random.nextInt(3)];
        byte[] bytes = client.bytes(
                RawClient.connect(version, "fuzz" + random.nextInt(5), 60),
                RawClient.publish(topic(), "payload", random.nextInt(3), 1),
                MqttMessageBuilders.subscribe()
                        .messageId(2)
                        .addSubscription(MqttQoS.EXACTLY_ONCE, topic())
                        .build(),
                RawClient.publish("kp1/demo_v1/" + site.echo + "/tok/get/1", "payload", random.nextInt(3), 3),
                MqttMessage.PINGREQ);
        if (random.nextInt(10) == 0) {
            random.nextBytes(bytes);
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private String topic() {
        String[] parts = {"kp1", "demo_v1", site.echo, "tok", "get", "0", "", "x".repeat(300), "\u00e9", "."};
        StringBuilder topic = new StringBuilder("kp1");
        for (int i = random.nextInt(6); i > 0; i--) {
            topic.append('/').append(parts[random.nextInt(parts.length)]);
        }
        return topic.toString();
    }

    @Test
    void survivesDamagedMessagesOnNats() throws Throwable {
        String replica = site.kpc + "-replica0";
        byte[] push = site.extension.data("endpoint", "/config/json", 7, "payload", 200);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = push.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            site.bus.publish(Esp.EXTENSION_DATA.toReplica(replica), bytes);
            site.bus.publish(Esp.EXTENSION_DATA.toService(site.kpc), bytes);
            site.bus.publish(Ecap.TOKEN_RESPONSE.toReplica(replica), bytes);
            site.bus.publish(Ecap.TOKEN_REVOKED.from("cm" + site.number), bytes);
            site.bus.publish("kaa.v1.events." + site.kpc + ".endpoint.connectivity.connected", bytes);
        }
        stillServes();
    }

    private void stillServes() throws Throwable {
        Await.until(() -> assertThat(site.gauge("muster.kpc.connections"))
                .as("open connections; seed %d", seed)
                .isZero());
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            String topic = "kp1/demo_v1/" + site.echo + "/tok/get/1";
            client.send(RawClient.publish(topic, "alive", 0, 0));
            assertThat(client.nextPublish()).as("seed %d", seed).isEqualTo(topic + "/status alive");
        }
    }
}
