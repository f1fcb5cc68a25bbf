package io.muster.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OrderedExecutorTest {

    @Test
    void tasksOfOneKeyRunInOrder() {
        Map<Integer, List<Integer>> ran = new ConcurrentHashMap<>();
        try (OrderedExecutor executor = new OrderedExecutor(1_000)) {
            for (int i = 0; i < 1_000; i++) {
                int task = i;
                executor.submit(task % 7, () -> ran.computeIfAbsent(task % 7, k -> new CopyOnWriteArrayList<>())
                        .add(task));
            }
        }

        for (int key = 0; key < 7; key++) {
            int wanted = key;
            assertThat(ran.get(key))
                    .containsExactlyElementsOf(IntStream.range(0, 1_000)
                            .filter(task -> task % 7 == wanted)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void aKeyWithItsShareGetsNoMoreWhenAllPlacesAreTaken() {
        List<String> ran = new CopyOnWriteArrayList<>();
        CountDownLatch free = new CountDownLatch(1);
        OrderedExecutor executor = new OrderedExecutor(4);
        assertThat(executor.submit("a", () -> awaitIt(free))).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(executor.submit("a", () -> ran.add("a"))).isTrue();
        }
        assertThat(executor.submit("a", () -> ran.add("too many"))).isFalse();
        Thread other = Thread.ofVirtual().start(() -> executor.submit("b", () -> ran.add("b")));
        free.countDown();
        joined(other);
        executor.close();

        assertThat(ran).containsExactlyInAnyOrder("a", "a", "a", "b");
    }

    private static void awaitIt(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void joined(Thread thread) {
        try {
            assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFailingTaskDoesNotStopItsKey() {
        List<String> ran = new CopyOnWriteArrayList<>();
        OrderedExecutor executor = new OrderedExecutor(4);
        executor.submit("a", () -> {
            throw new IllegalStateException("expected by this test");
        });
        executor.submit("a", () -> ran.add("second"));
        executor.close();

        assertThat(ran).containsExactly("second");
        assertThat(executor.held()).isZero();
    }
}
