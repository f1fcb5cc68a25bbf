package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.kpc.mqtt.MqttLimits;
import io.muster.kpc.mqtt.MqttSettings;
import io.muster.platform.config.ByteSize;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that stop to read until their sockets are full on both sides. */
class SlowReaderTest {
    private static final String PUSH = "x".repeat(100_000);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Site site;

    SlowReaderTest() throws Exception {
        site = new Site();
        site.credentials.admit("slow", "slow-endpoint");
        site.credentials.admit("good", "good-endpoint");
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        site.close();
    }

    private Communication patient() throws Exception {
        return site.replica(Site.settings());
    }

    private Communication impatient(ByteSize backlog) throws Exception {
        MqttLimits limits = new MqttLimits(
                100, ByteSize.kib(512), 1_024, 1_000, 1_000, backlog, Duration.ofMillis(500), Duration.ofSeconds(30));
        return site.replica(Site.settings(limits, MqttSettings.Tls.OFF, false));
    }

    private static int port(Communication server) {
        return server.mqttPort().orElseThrow();
    }

    private String topic(String rest) {
        return "kp1/demo_v1/" + site.echo + "/" + rest;
    }

    private RawClient slowClient(int port) throws Exception {
        RawClient client = RawClient.small(port, MqttVersion.MQTT_5);
        client.send(RawClient.publish(topic("slow/get/1"), "", 0, 0));
        client.nextPublish();
        return client;
    }

    private void serves(RawClient client) throws Exception {
        client.send(RawClient.publish(topic("good/get/1"), "good", 0, 0));
        assertThat(client.nextPublish()).isEqualTo(topic("good/get/1/status good"));
    }

    private double sent() {
        return site.counter("muster.kpc.messages.sent", "result", "sent");
    }

    private double backlog() {
        return site.gauge("muster.kpc.backlog.bytes");
    }

    /** Pushes until one has to wait, since nobody reads; how many there were. */
    private int fill() throws Throwable {
        double before = sent();
        int pushes = 0;
        while (backlog() == 0) {
            pushes++;
            site.extension.push(site.kpc, "slow-endpoint", "/config/" + pushes + "/x", PUSH, 200);
            int expected = pushes;
            Await.until(() -> assertThat(backlog() > 0 || sent() - before >= expected)
                    .as("push %s sent or waiting", expected)
                    .isTrue());
        }
        return pushes;
    }

    @Test
    void goesOnAsSoonAsTheClientReadsAgain() throws Throwable {
        int port = port(patient());
        try (RawClient client = slowClient(port)) {
            int pushes = fill();
            for (int i = 1; i <= pushes; i++) {
                assertThat(client.nextPublish()).startsWith(topic("slow/config/" + i + "/x/status "));
            }
            assertThat(backlog()).isZero();
            client.send(MqttMessage.PINGREQ);
            client.next();
        }
    }

    @Test
    void goesOnOverWebSocketToo() throws Throwable {
        Communication server = patient();
        AtomicLong received = new AtomicLong();
        WebSocket socket = http.newWebSocketBuilder()
                .subprotocols("mqtt")
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + server.webPort(0).orElseThrow() + "/ws"), new Counting(received))
                .get(60, TimeUnit.SECONDS);
        try (RawClient codec = new RawClient(port(server))) {
            byte[] hello = codec.bytes(
                    RawClient.connect(MqttVersion.MQTT_5, "web", 60),
                    RawClient.publish(topic("slow/update"), "", 0, 0));
            socket.sendBinary(ByteBuffer.wrap(hello), true).get(60, TimeUnit.SECONDS);
            Await.until(() -> assertThat(site.connectivity.lines()).contains("connected {slow-endpoint=demo_v1}"));
            long expected = (long) fill() * PUSH.length();
            socket.request(Long.MAX_VALUE);
            Await.until(() -> assertThat(received.get()).isGreaterThanOrEqualTo(expected));
            assertThat(backlog()).isZero();
        } finally {
            socket.abort();
        }
    }

    private record Counting(AtomicLong received) implements WebSocket.Listener {
        @Override
        public void onOpen(WebSocket socket) {
            // Reads nothing until it is told to.
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            received.addAndGet(data.remaining());
            return CompletableFuture.completedStage(null);
        }
    }

    @Test
    void endsAClientThatGoesOnReadingNothing() throws Throwable {
        int port = port(impatient(ByteSize.mib(64)));
        try (RawClient client = slowClient(port);
                RawClient good = RawClient.connected(port, MqttVersion.MQTT_5)) {
            serves(good);
            fill();
            Await.until(() -> {
                assertThat(site.counter("muster.kpc.refused", "reason", "slow-reader"))
                        .isEqualTo(1);
                assertThat(site.gauge("muster.kpc.connections")).isEqualTo(1);
                assertThat(site.connectivity.lines()).contains("disconnected {slow-endpoint=demo_v1}");
            });
            assertThat(backlog()).isZero();
            serves(good);
            closed(client);
        }
    }

    /** The socket really ends, although nobody could read what was sent before. */
    private static void closed(RawClient client) throws IOException {
        assertThat(client.hexUntilClosed()).isNotEmpty();
    }

    @Test
    void takesNothingMoreFromAClientThatReadsNoAcknowledgements() throws Throwable {
        int port = port(impatient(ByteSize.mib(64)));
        try (RawClient client = RawClient.small(port, MqttVersion.MQTT_5);
                RawClient good = RawClient.connected(port, MqttVersion.MQTT_5)) {
            var many = MqttMessageBuilders.subscribe().messageId(1);
            IntStream.range(0, 1_000).forEach(i -> many.addSubscription(MqttQoS.AT_MOST_ONCE, "a/" + i));
            byte[] flood = client.bytes(many.build());
            Thread flooding = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        client.send(flood);
                    }
                } catch (IOException ended) {
                    // What the test waits for.
                }
            });
            Await.until(() -> assertThat(site.counter("muster.kpc.refused", "reason", "slow-reader"))
                    .isEqualTo(1));
            serves(good);
            flooding.join();
        }
    }

    @Test
    void endsClientsThatWouldFillTheMemoryTogether() throws Throwable {
        int port = port(impatient(ByteSize.kib(64)));
        try (RawClient client = slowClient(port);
                RawClient good = RawClient.connected(port, MqttVersion.MQTT_5)) {
            while (site.counter("muster.kpc.messages.sent", "result", "no-room") == 0) {
                double before = sent();
                site.extension.push(site.kpc, "slow-endpoint", "/config/x", PUSH, 200);
                Await.until(() -> assertThat(
                                sent() > before || site.counter("muster.kpc.messages.sent", "result", "no-room") > 0)
                        .isTrue());
            }
            Await.until(() -> assertThat(site.gauge("muster.kpc.connections")).isEqualTo(1));
            assertThat(backlog()).isZero();
            serves(good);
            closed(client);
        }
    }
}
