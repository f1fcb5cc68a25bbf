package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.Elce;
import io.muster.contract.avro.Esp;
import io.muster.kpc.guard.AddressLimits;
import io.muster.kpc.mqtt.MqttLimits;
import io.muster.kpc.mqtt.MqttSettings;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes that no client would send: whatever they are, the connection ends, nothing is left of it, and the others are
 * served on. {@code -Dmuster.fuzz.seconds} and {@code -Dmuster.fuzz.seed} make a run longer or repeat one.
 */
@TestInstance(Lifecycle.PER_CLASS)
class FuzzTest {
    private static final Logger LOG = LoggerFactory.getLogger(FuzzTest.class);
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("muster.fuzz.seconds", 5));

    private final long seed = Long.getLong("muster.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Set<MqttMessageType> sent = EnumSet.noneOf(MqttMessageType.class);
    private final Site site;
    private int port;

    FuzzTest() throws Exception {
        site = new Site();
    }

    @BeforeAll
    void start() throws Exception {
        LOG.info("Seed of the fuzz run: {}", seed);
        port = site.replica(Site.with(
                        new AddressLimits(0, Duration.ofMinutes(1)),
                        Site.settings(unlimited(), MqttSettings.Tls.OFF, false)))
                .mqttPort()
                .orElseThrow();
        site.credentials.admit("tok", "endpoint");
        // Vert.x switches the detector off when it is first used.
        Leaks.watch();
    }

    /** Connects as fast as the machine can. */
    private static MqttLimits unlimited() {
        MqttLimits usual = MqttLimits.DEFAULT;
        return new MqttLimits(
                usual.maxConnections(),
                usual.maxPacketSize(),
                usual.maxTopicLength(),
                1_000_000,
                usual.maxQueued(),
                usual.maxBacklog(),
                usual.slowReaderTimeout(),
                usual.connectTimeout());
    }

    @AfterAll
    void stop() throws Throwable {
        site.close();
        Leaks.none();
    }

    @Test
    void survivesDamagedPackets() throws Throwable {
        long end = System.nanoTime() + TIME.toNanos();
        int rounds = 0;
        while (System.nanoTime() < end || rounds < 100) {
            try (RawClient client = new RawClient(port)) {
                client.send(conversation(client));
                if (random.nextBoolean()) {
                    client.half();
                    client.hexUntilClosed();
                }
            } catch (SocketException closedAlready) {
                // The server may close as soon as it has seen enough.
            } catch (AssertionError | IOException stuck) {
                throw new AssertionError("round " + rounds + ", seed " + seed, stuck);
            }
            rounds++;
        }
        stillServes();
        assertThat(sent)
                .contains(
                        MqttMessageType.CONNECT,
                        MqttMessageType.PUBLISH,
                        MqttMessageType.PUBACK,
                        MqttMessageType.PUBREC,
                        MqttMessageType.PUBREL,
                        MqttMessageType.PUBCOMP,
                        MqttMessageType.SUBSCRIBE,
                        MqttMessageType.UNSUBSCRIBE,
                        MqttMessageType.PINGREQ);
        for (String reason : new String[] {"malformed", "protocol-error", "topic"}) {
            assertThat(site.counter("muster.kpc.refused", "reason", reason))
                    .as("%s; seed %d", reason, seed)
                    .isPositive();
        }
        assertThat(site.counter("muster.kpc.messages.received", "result", "forwarded"))
                .isPositive();
    }

    /** A CONNECT, mostly sound, and packets behind it, in half of the cases damaged. */
    private byte[] conversation(RawClient client) {
        RandomPackets packets = new RandomPackets(
                random, "demo_v1", site.echo, "tok", "get", "0", "", "x".repeat(300), "\u00e9", ".", site.plain);
        MqttVersion version = MqttVersion.values()[random.nextInt(3)];
        byte[] hello = client.bytes(
                random.nextInt(4) == 0 ? packets.connect(version) : RawClient.connect(version, "fuzz", 60));
        sent.add(MqttMessageType.CONNECT);
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        for (int i = random.nextInt(20); i > 0; i--) {
            MqttMessage packet = packets.any(version);
            sent.add(packet.fixedHeader().messageType());
            rest.writeBytes(client.bytes(packet));
        }
        byte[] body = rest.toByteArray();
        if (random.nextBoolean()) {
            damage(random.nextInt(4) == 0 ? hello : body);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(hello);
        all.write(body, 0, random.nextInt(8) == 0 ? random.nextInt(body.length + 1) : body.length);
        return all.toByteArray();
    }

    private void damage(byte[] bytes) {
        if (random.nextInt(20) == 0) {
            random.nextBytes(bytes);
        }
        for (int i = random.nextInt(1, 6); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
    }

    @Test
    void survivesDamagedMessagesOnNats() throws Throwable {
        String replica = site.kpc + "-replica0";
        byte[] push = site.extension.data("endpoint", "/config/json", 7, "payload", 200);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = Arrays.copyOf(push, random.nextInt(10) == 0 ? random.nextInt(push.length) : push.length);
            damage(bytes);
            site.bus.publish(Esp.EXTENSION_DATA.toReplica(replica), bytes);
            site.bus.publish(Esp.EXTENSION_DATA.toService(site.kpc), bytes);
            site.bus.publish(Ecap.TOKEN_RESPONSE.toReplica(replica), bytes);
            site.bus.publish(Ecap.USERNAME_PASSWORD_RESPONSE.toReplica(replica), bytes);
            site.bus.publish(Ecap.CERTIFICATE_RESPONSE.toReplica(replica), bytes);
            site.bus.publish(Ecap.CREDENTIAL_REVOKED.from("cm" + site.number), bytes);
            site.bus.publish(Ecap.TOKEN_REVOKED.from("cm" + site.number), bytes);
            site.bus.publish(Elce.CONNECTED.from(site.kpc), bytes);
            site.bus.publish(Elce.DISCONNECTED.from(site.kpc), bytes);
        }
        stillServes();
    }

    private void stillServes() throws Throwable {
        Await.until(() -> assertThat(site.gauge("muster.kpc.connections"))
                .as("open connections; seed %d", seed)
                .isZero());
        Await.until(() -> assertThat(site.gauge("muster.kpc.requests.waiting"))
                .as("requests; seed %d", seed)
                .isZero());
        assertThat(site.gauge("muster.kpc.backlog.bytes")).as("seed %d", seed).isZero();
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            String topic = "kp1/demo_v1/" + site.echo + "/tok/get/1";
            client.send(RawClient.publish(topic, "alive", 0, 0));
            assertThat(client.nextPublish()).as("seed %d", seed).isEqualTo(topic + "/status alive");
        }
    }
}
