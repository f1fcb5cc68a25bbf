package io.muster.platform.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.embedded.TestStack;
import io.muster.platform.wire.Wire;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Events stay in order when the connection breaks within a batch and the batch is repeated. */
final class EventOrderTest {
    private static final int BATCHES = 15;
    private static final int EVENTS = 1_000;
    private static final int LATEST_BREAK_MILLIS = 25;

    @Test
    void aBrokenConnectionDoesNotTurnABatchAround() throws Exception {
        String subject = "kaa.v1.events.order" + System.nanoTime() + ".x";
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (Bus direct = Bus.connect(NatsSettings.of(TestStack.nats().url()), "direct");
                Wire wire = new Wire("127.0.0.1", TestStack.nats().port());
                Bus bus = Bus.connect(NatsSettings.of("nats://127.0.0.1:" + wire.port()), "broken")) {
            EventStream stream = new EventStream(bus, EventStreamSettings.DEFAULT);
            stream.prepare();
            for (int batch = 0; batch < BATCHES; batch++) {
                int pause = random.nextInt(LATEST_BREAK_MILLIS);
                Thread breaking = Thread.ofVirtual().start(() -> breakAfter(wire, pause));
                publishUntilConfirmed(stream, batch(subject, batch));
                breaking.join();
            }

            assertThat(stored(direct, subject))
                    .as("seed %d", seed)
                    .hasSize(BATCHES * EVENTS)
                    .isSorted();
        }
    }

    private static List<Event> batch(String subject, int batch) {
        return IntStream.range(0, EVENTS)
                .mapToObj(i -> new Event(subject, new byte[300], subject + "-%03d-%05d".formatted(batch, i)))
                .toList();
    }

    private static void publishUntilConfirmed(EventStream stream, List<Event> events) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                stream.publish(events);
                return;
            } catch (IOException broken) {
                assertThat(attempt).isLessThan(100);
                Thread.sleep(20);
            }
        }
    }

    private static List<String> stored(Bus bus, String subject) throws Exception {
        JetStreamSubscription subscription = bus.jetStream()
                .subscribe(subject, PushSubscribeOptions.builder().ordered(true).build());
        List<String> ids = new ArrayList<>();
        while (ids.size() < BATCHES * EVENTS) {
            Message message = subscription.nextMessage(Duration.ofSeconds(20));
            if (message == null) {
                return ids;
            }
            ids.add(message.getHeaders().getFirst("Nats-Msg-Id"));
        }
        return ids;
    }

    private static void breakAfter(Wire wire, int millis) {
        try {
            Thread.sleep(millis);
            wire.breakAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
