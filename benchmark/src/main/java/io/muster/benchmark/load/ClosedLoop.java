package io.muster.benchmark.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As many operations as possible with a fixed number of them under way: each that ends starts the next. It finds the
 * greatest throughput; its latencies only say how long the queue was.
 *
 * @param outstanding operations under way at any time
 */
public record ClosedLoop(int outstanding, Duration warmUp, Duration duration, Processors processors) {

    private static final long PATIENCE_SECONDS = 60;
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final long PATIENCE_LOOKS = 1_000;

    /** Runs it. */
    public Sample run(Call call) {
        Run run = new Run(call);
        for (int slot = 0; slot < outstanding; slot++) {
            run.next();
        }
        pause(warmUp);
        run.recording.restart();
        pause(duration);
        // On a machine that is very busy a short run may be over before anything has ended.
        for (long look = 0; !run.recording.any() && look < PATIENCE_LOOKS; look++) {
            pause(LOOK);
        }
        Sample sample = run.recording.take();
        run.end();
        return sample;
    }

    private final class Run {
        private final Call call;
        private final Recording recording = new Recording(processors);
        private final AtomicLong numbers = new AtomicLong();
        private final CountDownLatch ended = new CountDownLatch(outstanding);
        private volatile boolean stopped;

        Run(Call call) {
            this.call = call;
        }

        void next() {
            if (stopped) {
                ended.countDown();
                return;
            }
            long began = System.nanoTime();
            call.start(numbers.getAndIncrement()).whenComplete((done, failure) -> {
                if (failure == null) {
                    recording.success(began);
                } else {
                    recording.failure(failure);
                }
                next();
            });
        }

        void end() {
            stopped = true;
            try {
                if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException(
                            ended.getCount() + " operations did not end within " + PATIENCE_SECONDS + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
