package io.muster.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OrderedExecutorTest {

    @Test
    void tasksOfOneKeyRunInOrder() {
        Map<Integer, List<Integer>> ran = new ConcurrentHashMap<>();
        try (OrderedExecutor executor = new OrderedExecutor(16)) {
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
