package io.muster.platform.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.embedded.DataDirectory;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.EmbeddedNats;
import io.muster.platform.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the client library drops or never gets is read from the stream; on a nats-server of the test's own. */
final class GaplessListenerTest {
    private static final String SUBJECT = "kaa.v1.events.test.gapless";
    private static final int SIZE = 600_000;
    private static final long SEED = 20_261_123;

    @TempDir
    private Path folder;

    private DataDirectory data;
    private EmbeddedNats nats;
    private Bus publisher;
    private Bus bus;
    private EventStream stream;
    private final Set<Integer> heard = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unknown = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        data = DataDirectory.open(folder);
        nats = EmbeddedNats.start(data, 0, EmbeddedListener.silent());
        publisher = Bus.connect(NatsSettings.of(nats.url()), "publisher");
        bus = Bus.connect(NatsSettings.of(nats.url()), "listener");
        stream = new EventStream(publisher, EventStreamSettings.DEFAULT);
        stream.prepare();
    }

    @AfterEach
    void stop() {
        bus.close();
        publisher.close();
        nats.stop();
        data.close();
    }

    private GaplessListener listener(Bus at, Duration round, Consumer<byte[]> handler) throws Exception {
        GaplessListener listener = new GaplessListener(at, Map.of(SUBJECT, handler), unknown::incrementAndGet, round);
        listener.start();
        at.flush(Duration.ofSeconds(30));
        return listener;
    }

    private void publish(int number, int size) throws Exception {
        byte[] payload = ByteBuffer.allocate(size).putInt(number).array();
        stream.publish(List.of(new Event(SUBJECT, SUBJECT, payload, "event-" + number)));
    }

    private void hear(byte[] payload) {
        heard.add(ByteBuffer.wrap(payload).getInt());
    }

    private void allHeard(int count, GaplessListener listener) throws InterruptedException {
        Set<Integer> all = IntStream.range(0, count).boxed().collect(Collectors.toSet());
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!heard.equals(all) || !listener.complete()) {
            assertThat(System.nanoTime())
                    .as("%d of %d events are heard", heard.size(), count)
                    .isLessThan(deadline);
            Thread.sleep(20);
        }
        assertThat(unknown).hasValue(0);
    }

    @Test
    void whatCameTooFastIsReadAgain() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        int count = (64 << 20) / SIZE + 10;
        try (GaplessListener listener = listener(bus, Duration.ofSeconds(10), payload -> {
            if (first.getAndSet(false)) {
                hold(busy);
            }
            hear(payload);
        })) {
            for (int number = 0; number < count; number++) {
                publish(number, SIZE);
            }
            // The one that is held is the only one that core NATS brings.
            allHeard(count, listener);
            busy.countDown();
        }
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatWasPublishedWhileTheConnectionWasBrokenIsReadAfterwards() throws Exception {
        Random random = new Random(SEED);
        int count = 0;
        try (Wire wire = new Wire("127.0.0.1", nats.port());
                Bus broken = Bus.connect(NatsSettings.of("nats://127.0.0.1:" + wire.port()), "broken");
                GaplessListener listener = listener(broken, Duration.ofMillis(1), this::hear)) {
            for (int time = 0; time < 8; time++) {
                for (int events = random.nextInt(20); events >= 0; events--) {
                    publish(count++, 100);
                }
                wire.breakAll();
                for (int events = random.nextInt(20); events >= 0; events--) {
                    publish(count++, 100);
                }
                allHeard(count, listener);
            }
        }
    }
}
