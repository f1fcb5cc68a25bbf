package io.muster.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class GathererTest {

    private static final Gatherer.Settings SETTINGS = new Gatherer.Settings(2, 50, 1_000);

    private final Queue<List<Integer>> batches = new ConcurrentLinkedQueue<>();

    @Test
    void everyItemGetsItsOwnResult() throws InterruptedException {
        Gatherer<Integer, Integer> gatherer = gatherer(SETTINGS, batch -> {
            batches.add(batch);
            return batch.stream().map(item -> item * 2).toList();
        });

        List<Thread> callers = new ArrayList<>();
        Queue<Integer> wrong = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 500; i++) {
            int item = i;
            callers.add(Thread.ofVirtual().start(() -> {
                if (gatherer.submit(item) != item * 2) {
                    wrong.add(item);
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(wrong).isEmpty();
        assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(500);
        assertThat(batches).allMatch(batch -> batch.size() <= 50);
    }

    @Test
    void aBatchNeverHoldsTwoItemsOfOneIdentity() throws InterruptedException {
        CountDownLatch firstIsWritten = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(1);
        Gatherer<Integer, Integer> gatherer = new Gatherer<>(
                new Gatherer.Settings(1, 50, 1_000),
                item -> item % 10,
                failure -> false,
                waiting -> new IllegalStateException("full"),
                batch -> {
                    batches.add(batch);
                    firstIsWritten.countDown();
                    awaitQuietly(others);
                    return batch;
                });
        List<Thread> callers = new ArrayList<>();
        callers.add(Thread.ofVirtual().start(() -> gatherer.submit(0)));
        firstIsWritten.await();
        for (int i = 1; i < 40; i++) {
            int item = i;
            callers.add(Thread.ofVirtual().start(() -> gatherer.submit(item)));
        }
        others.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(batches).allSatisfy(batch -> {
            List<Integer> identities = batch.stream().map(item -> item % 10).toList();
            assertThat(new HashSet<>(identities)).hasSameSizeAs(identities);
        });
    }

    @Test
    void whereManyWaitABatchIsBegunBesideTheOneUnderWayAndNeverHoldsItsIdentities() throws InterruptedException {
        CountDownLatch firstIsWritten = new CountDownLatch(1);
        CountDownLatch secondIsWritten = new CountDownLatch(1);
        CountDownLatch firstMayEnd = new CountDownLatch(1);
        Queue<String> order = new ConcurrentLinkedQueue<>();
        Gatherer<Integer, Integer> gatherer = new Gatherer<>(
                SETTINGS,
                item -> item % 1_000,
                failure -> false,
                waiting -> new IllegalStateException("full"),
                batch -> {
                    if (batch.contains(0)) {
                        firstIsWritten.countDown();
                        awaitQuietly(firstMayEnd);
                        order.add("first has ended");
                    } else {
                        secondIsWritten.countDown();
                    }
                    if (batch.contains(1_000)) {
                        order.add("same identity");
                    }
                    return batch;
                });
        List<Thread> callers = new ArrayList<>();
        callers.add(Thread.ofVirtual().start(() -> gatherer.submit(0)));
        firstIsWritten.await();
        for (int i = 1; i <= 40; i++) {
            int item = i;
            callers.add(Thread.ofVirtual().start(() -> gatherer.submit(item)));
        }
        secondIsWritten.await();
        for (int i = 1_000; i < 1_040; i++) {
            int item = i;
            callers.add(Thread.ofVirtual().start(() -> gatherer.submit(item)));
        }
        firstMayEnd.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(order).containsExactly("first has ended", "same identity");
    }

    @Test
    void whereFewWaitTheyAreLeftToTheBatchThatIsUnderWay() throws InterruptedException {
        CountDownLatch firstIsWritten = new CountDownLatch(1);
        CountDownLatch fewWait = new CountDownLatch(1);
        Gatherer<Integer, Integer> gatherer = gatherer(SETTINGS, batch -> {
            batches.add(batch);
            if (batch.contains(0)) {
                firstIsWritten.countDown();
                awaitQuietly(fewWait);
            }
            return batch;
        });
        List<Thread> callers = new ArrayList<>();
        callers.add(Thread.ofVirtual().start(() -> gatherer.submit(0)));
        firstIsWritten.await();
        for (int i = 1; i <= 5; i++) {
            int item = i;
            callers.add(Thread.ofVirtual().start(() -> gatherer.submit(item)));
        }
        for (Thread caller : callers.subList(1, callers.size())) {
            while (caller.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        assertThat(batches).hasSize(1);
        fewWait.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(batches).extracting(List::size).containsExactly(1, 5);
    }

    @Test
    void aBadItemDoesNotHarmItsNeighbours() throws InterruptedException {
        Gatherer<Integer, Integer> gatherer = gatherer(new Gatherer.Settings(1, 50, 1_000), batch -> {
            if (batch.contains(13)) {
                throw new IllegalArgumentException("13");
            }
            return batch;
        });
        Queue<Integer> failed = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int item = i;
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    gatherer.submit(item);
                } catch (IllegalArgumentException expected) {
                    failed.add(item);
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(failed).containsExactly(13);
    }

    @Test
    void afterABatchTheNextOneAwaitsCompany() throws InterruptedException {
        Gatherer<Integer, Integer> gatherer =
                gatherer(new Gatherer.Settings(1, 50, 1_000, Duration.ofDays(1)), batch -> {
                    batches.add(batch);
                    return batch;
                });

        gatherer.submit(0);
        List<Thread> callers = new ArrayList<>();
        for (int i = 1; i <= 16; i++) {
            int item = i;
            callers.add(Thread.ofVirtual().start(() -> gatherer.submit(item)));
        }
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(batches).extracting(List::size).containsExactly(1, 16);
    }

    @Test
    void nobodyAwaitsCompanyForLongerThanThePace() {
        Gatherer<Integer, Integer> gatherer =
                gatherer(new Gatherer.Settings(1, 50, 1_000, Duration.ofMillis(1)), batch -> {
                    batches.add(batch);
                    return batch;
                });

        for (int i = 0; i < 10; i++) {
            gatherer.submit(i);
        }

        assertThat(batches).hasSize(10).allMatch(batch -> batch.size() == 1);
    }

    @Test
    void refusesWhatItCannotHold() {
        Gatherer<Integer, Integer> gatherer = gatherer(new Gatherer.Settings(1, 1, 0), batch -> batch);
        assertThatThrownBy(() -> gatherer.submit(1)).hasMessage("0 wait already");
    }

    private static Gatherer<Integer, Integer> gatherer(
            Gatherer.Settings settings, Function<List<Integer>, List<Integer>> write) {
        return new Gatherer<>(
                settings,
                item -> item,
                failure -> false,
                waiting -> new IllegalStateException(waiting + " wait already"),
                write);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
