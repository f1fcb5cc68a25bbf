package io.muster.platform.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.embedded.TestStack;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are written past the queue of the client library, beside what goes through it. */
final class ShortcutTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGE = 20_000;

    private final String place = "shortcut" + System.nanoTime();
    private final Map<String, Integer> heard = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean enough = new AtomicBoolean();
    private Bus bus;
    private Bus listener;

    @BeforeEach
    void start() throws Exception {
        connect(NatsSettings.of(TestStack.nats().url()));
    }

    private void connect(NatsSettings settings) throws Exception {
        bus = OwnNats.connected(settings, "shortcut");
        listener = OwnNats.connected(settings, "listener");
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
        assertThatBothArriveWhole();
    }

    @Test
    void bothArriveWholeOverTls(@TempDir Path folder) throws Exception {
        Path certificate = OwnNats.certificate(folder);
        String tls =
                "tls { cert_file: \"%s\", key_file: \"%s\", timeout: 60 }".formatted(certificate, OwnNats.key(folder));
        stop();
        try (OwnNats server = OwnNats.start(folder, tls)) {
            connect(new NatsSettings(
                    List.of("tls://127.0.0.1:" + server.port()),
                    new NatsSettings.Login.None(),
                    Optional.of(new NatsSettings.Tls(Optional.of(certificate), Optional.empty()))));

            assertThatBothArriveWhole();
            stop();
        }
    }

    private void assertThatBothArriveWhole() throws Exception {
        int each = 3_000;
        CountDownLatch missing = hear(2 * each);

        Thread publishing = Thread.ofPlatform().start(() -> {
            for (int number = 0; number < each; number++) {
                bus.publish(place + ".published." + number, new byte[number % 50 == 0 ? LARGE : number % 300]);
            }
        });
        Burst burst = new Burst(bus);
        for (int number = 0; number < each; number++) {
            burst.add(place + ".written." + number, new byte[400], number % 300);
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
        burst.add(place + ".empty", new byte[0], 0);
        burst.add(place + ".large", new byte[LARGE], LARGE);
        burst.add(place + ".in two\r\nPUB " + place + ".smuggled 0\r\n\r\nPUB " + place + ".rest", new byte[1], 1);
        burst.add(place + ".after", new byte[4], 4);
        burst.send();

        assertThat(missing.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(heard)
                .containsOnly(
                        Map.entry(place + ".empty", 0),
                        Map.entry(place + ".large", LARGE),
                        Map.entry(place + ".after", 4));
    }

    @Test
    void afterAReconnectTheNewConnectionIsWrittenTo(@TempDir Path folder) throws Exception {
        stop();
        OwnNats server = OwnNats.start(folder, "");
        try {
            connect(NatsSettings.of("nats://127.0.0.1:" + server.port()));
            Map<String, Integer> times = new ConcurrentHashMap<>();
            listener.subscribe(place + ".>", message -> times.merge(message.getSubject(), 1, Integer::sum));
            listener.flush(PATIENCE);
            Thread answering = Thread.ofPlatform().start(this::answerOn);
            await("answers before", () -> times.size() >= 300);

            server.close();
            await("the end of the connection is seen", () -> !bus.write(new byte[0], 0));
            server = server.again();
            await("connections again", () -> bus.write(new byte[0], 0) && listener.connected());
            listener.flush(PATIENCE);
            int since = answered.get();
            await("answers after", () -> answered.get() >= since + 300);
            enough.set(true);
            answering.join();

            await("the last answer", () -> times.containsKey(subject(answered.get() - 1)));
            assertThat(times.values()).containsOnly(1);
            for (int number = since; number < answered.get(); number++) {
                assertThat(times).containsKey(subject(number));
            }
        } finally {
            enough.set(true);
            stop();
            server.close();
        }
    }

    /** One burst after the other. */
    private void answerOn() {
        Burst burst = new Burst(bus);
        while (!enough.get()) {
            for (int i = 0; i < 3; i++) {
                burst.add(subject(answered.get()), new byte[10], 10);
                answered.incrementAndGet();
            }
            burst.send();
            LockSupport.parkNanos(2_000_000);
        }
    }

    private String subject(int number) {
        return place + "." + number;
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void withoutAConnectionNothingIsWritten() throws Exception {
        assertThat(bus.write(new byte[0], 0)).isTrue();

        bus.close();

        assertThat(bus.write(new byte[0], 0)).isFalse();
    }
}
