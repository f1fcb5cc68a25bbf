package io.muster.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/** Against a worker in made-up time: so many pieces side by side, each of which takes as long as it takes. */
final class AdaptiveLimitTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final int LEAST = 8;
    private static final int MOST = 10_000;
    private static final Duration BOUND = Duration.ofMillis(200);

    private long now;
    private final AdaptiveLimit limit = new AdaptiveLimit(LEAST, 1_000, MOST, BOUND, () -> now);

    /**
     * Asks {@code rate} times per second for that long, each time for one piece of a worker that does {@code sideBySide}
     * of them at once, in {@code each} nanoseconds.
     *
     * @return how many were refused
     */
    private int ask(int rate, long duration, int sideBySide, long each) {
        PriorityQueue<Long> free = new PriorityQueue<>();
        PriorityQueue<long[]> ends = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
        for (int i = 0; i < sideBySide; i++) {
            free.add(now);
        }
        int refused = 0;
        long until = now + duration;
        for (long arrival = now; arrival < until; arrival += SECOND / rate) {
            end(ends, arrival);
            now = arrival;
            if (limit.enter()) {
                long ready = Math.max(free.remove(), arrival) + each;
                free.add(ready);
                ends.add(new long[] {ready, arrival});
            } else {
                refused++;
            }
        }
        end(ends, Long.MAX_VALUE);
        return refused;
    }

    private void end(PriorityQueue<long[]> ends, long until) {
        while (!ends.isEmpty() && ends.element()[0] <= until) {
            long[] ended = ends.remove();
            now = ended[0];
            limit.ended(ended[1]);
        }
    }

    @Test
    void tenTimesTooMuchWaitsNoLongerThanTheBound() {
        int refused = ask(10_000, 10 * SECOND, 4, 4 * MILLI);
        assertThat(limit.limit()).isBetween(100, 250);
        assertThat(refused).isBetween(80_000, 90_000);
        assertThat(limit.underWay()).isZero();
    }

    @Test
    void aFasterWorkerGetsMore() {
        ask(10_000, 5 * SECOND, 4, 16 * MILLI);
        assertThat(limit.limit()).isLessThan(100);
        ask(100_000, 10 * SECOND, 40, 4 * MILLI);
        assertThat(limit.limit()).isGreaterThan(1_000);
    }

    @Test
    void aSlowWorkerWithoutAQueueIsNotLimited() {
        assertThat(ask(2, 60 * SECOND, 1_000, 2 * SECOND)).isZero();
        assertThat(ask(400, 60 * SECOND, 1_000, 2 * SECOND)).isZero();
        assertThat(limit.limit()).isGreaterThan(800);
    }

    @Test
    void neverFallsBelowTheLeast() {
        ask(1_000, 60 * SECOND, 1, SECOND);
        assertThat(limit.limit()).isEqualTo(LEAST);
    }

    @Test
    void whoComesFirstHasMorePlacesButNeverMoreThanThereAre() {
        AdaptiveLimit few = new AdaptiveLimit(2, 2, 3, BOUND, () -> now);
        assertThat(few.enter()).isTrue();
        assertThat(few.enter()).isTrue();
        assertThat(few.enter()).isFalse();
        assertThat(few.enter(8)).isTrue();
        assertThat(few.enter(8)).isFalse();
        few.left();
        assertThat(few.enter(8)).isTrue();
    }
}
