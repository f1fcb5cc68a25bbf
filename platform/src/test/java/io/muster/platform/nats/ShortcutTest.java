package io.muster.platform.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.embedded.TestStack;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that are written past the queue of the client library, beside what goes through it. */
final class ShortcutTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGE = 20_000;

    private final String place = "shortcut" + System.nanoTime();
    private final Map<String, Integer> heard = new ConcurrentHashMap<>();
    private Bus bus;
    private Bus listener;

    @BeforeEach
    void start() throws Exception {
        bus = Bus.connect(NatsSettings.of(TestStack.nats().url()), "shortcut");
        listener = Bus.connect(NatsSettings.of(TestStack.nats().url()), "listener");
    }

    @AfterEach
    void stop() {
        bus.close();
        listener.close();
    }

    private CountDownLatch hear(int messages) throws Exception {
        CountDownLatch missing = new CountDownLatch(messages);
        listener.subscribe(place + ".>", message -> {
            heard.put(message.getSubject(), message.getData().length);
            missing.countDown();
        });
        listener.flush(PATIENCE);
        return missing;
    }

    @Test
    void bothArriveWhole() throws Exception {
        int each = 3_000;
        CountDownLatch missing = hear(2 * each);

        Thread publishing = Thread.ofPlatform().start(() -> {
            for (int number = 0; number < each; number++) {
                bus.publish(place + ".published." + number, new byte[number % 50 == 0 ? LARGE : number % 300]);
            }
        });
        Burst burst = new Burst(bus);
        for (int number = 0; number < each; number++) {
            burst.add(place + ".written." + number, new byte[number % 300]);
        }
        burst.send();
        publishing.join();

        assertThat(missing.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        for (int number = 0; number < each; number++) {
            assertThat(heard.get(place + ".published." + number)).isEqualTo(number % 50 == 0 ? LARGE : number % 300);
            assertThat(heard.get(place + ".written." + number)).isEqualTo(number % 300);
        }
    }

    @Test
    void whatDoesNotFitGoesTheUsualWay() throws Exception {
        CountDownLatch missing = hear(3);

        Burst burst = new Burst(bus);
        burst.add(place + ".empty", new byte[0]);
        burst.add(place + ".large", new byte[LARGE]);
        burst.add(place + ".in two\r\nPUB " + place + ".smuggled 0\r\n\r\nPUB " + place + ".rest", new byte[1]);
        burst.add(place + ".after", new byte[4]);
        burst.send();

        assertThat(missing.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(heard)
                .containsOnly(
                        Map.entry(place + ".empty", 0),
                        Map.entry(place + ".large", LARGE),
                        Map.entry(place + ".after", 4));
    }

    @Test
    void withoutAConnectionNothingIsWritten() throws Exception {
        assertThat(bus.write(new byte[0], 0)).isTrue();

        bus.close();

        assertThat(bus.write(new byte[0], 0)).isFalse();
    }
}
