package io.muster.platform.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.embedded.NatsCluster;
import io.muster.embedded.TestStack;
import io.muster.platform.wire.Wire;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events about the same stay in order when a batch is interrupted anywhere and repeated. */
final class EventOrderTest {
    private static final int EVENTS = 1_000;
    private static final int THINGS = 50;
    private static final int LATEST_BREAK_MILLIS = 25;
    private static final Duration ANSWER = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private final String subject = "kaa.v1.events.order" + System.nanoTime() + ".x";
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void aBrokenConnectionDoesNotTurnABatchAround() throws Exception {
        int batches = 15;
        try (Bus direct = Bus.connect(NatsSettings.of(TestStack.nats().url()), "direct");
                Wire wire = new Wire("127.0.0.1", TestStack.nats().port());
                Bus bus = Bus.connect(NatsSettings.of("nats://127.0.0.1:" + wire.port()), "broken")) {
            EventStream stream = new EventStream(bus, EventStreamSettings.DEFAULT);
            stream.prepare();
            publish(stream, batches, wire::breakAll);

            assertInOrder(stored(direct, batches * EVENTS), batches);
        }
    }

    @Test
    void anotherLeaderOfTheStreamDoesNotTurnABatchAround() throws Exception {
        int batches = 6;
        try (NatsCluster nats = NatsCluster.start(folder, ports());
                Bus operator = Bus.connect(of(nats), "operator");
                Bus bus = Bus.connect(of(nats), "feed")) {
            EventStream stream = new EventStream(
                    bus,
                    new EventStreamSettings(
                            Duration.ofDays(1),
                            64L << 20,
                            Duration.ofMinutes(2),
                            NatsCluster.SERVERS,
                            EnumSet.allOf(EventStreamSettings.Limit.class),
                            ANSWER));
            prepare(stream);
            publish(stream, batches, () -> stepDown(operator));

            assertInOrder(stored(operator, batches * EVENTS), batches);
        }
    }

    /** On a busy machine a cluster may take longer to form than a start waits. */
    private static void prepare(EventStream stream) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                stream.prepare();
                return;
            } catch (StreamRefused forming) {
                assertThat(attempt).as(forming.getMessage()).isLessThan(4);
            }
        }
    }

    private static NatsSettings of(NatsCluster nats) {
        return new NatsSettings(nats.urls(), new NatsSettings.Login.None(), Optional.empty());
    }

    private static List<Integer> ports() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * NatsCluster.SERVERS; i++) {
                sockets.add(new ServerSocket(0));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** The leader gives way to another server, if there is one just now; an operator may ask for that at any time. */
    private static void stepDown(Bus operator) {
        operator.request("$JS.API.STREAM.LEADER.STEPDOWN." + EventStream.NAME, new byte[0], ANSWER)
                .handle((answer, nobody) -> true)
                .join();
    }

    private void publish(EventStream stream, int batches, Runnable interruption) throws InterruptedException {
        for (int batch = 0; batch < batches; batch++) {
            int pause = random.nextInt(LATEST_BREAK_MILLIS);
            Thread breaking = Thread.ofVirtual().start(() -> {
                if (slept(pause)) {
                    interruption.run();
                }
            });
            publishUntilConfirmed(stream, batch(batch));
            breaking.join();
        }
    }

    private List<Event> batch(int batch) {
        return IntStream.range(0, EVENTS)
                .mapToObj(i -> new Event(
                        subject,
                        "thing " + i % THINGS,
                        new byte[300],
                        "%s-%03d-%03d-%05d".formatted(subject, i % THINGS, batch, i)))
                .toList();
    }

    private static void publishUntilConfirmed(EventStream stream, List<Event> events) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                stream.publish(events);
                return;
            } catch (IOException broken) {
                assertThat(attempt).isLessThan(1_000);
                Thread.sleep(20);
            }
        }
    }

    /** Message IDs of the stream as far as they are of this test, in the order in which each came first. */
    private Set<String> stored(Bus bus, int expected) throws Exception {
        JetStreamSubscription subscription = bus.jetStream()
                .subscribe(subject, PushSubscribeOptions.builder().ordered(true).build());
        Set<String> ids = new LinkedHashSet<>();
        while (ids.size() < expected) {
            Message message = subscription.nextMessage(Duration.ofSeconds(20));
            if (message == null) {
                return ids;
            }
            ids.add(message.getHeaders().getFirst("Nats-Msg-Id"));
        }
        return ids;
    }

    private void assertInOrder(Set<String> stored, int batches) {
        assertThat(stored).as("seed %d", seed).hasSize(batches * EVENTS);
        for (int i = 0; i < THINGS; i++) {
            String thing = "%s-%03d-".formatted(subject, i);
            assertThat(stored.stream().filter(id -> id.startsWith(thing)).toList())
                    .as("seed %d", seed)
                    .isSorted();
        }
    }

    private static boolean slept(int millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
