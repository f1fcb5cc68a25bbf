package io.muster.benchmark.load;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Operations that arrive by the clock, whether those before have ended or not, as those of independent devices do.
 * Latency counts from the moment at which an operation was due, so that a pause of the server is seen by everything that
 * was due in it.
 *
 * @param rate operations per second
 */
public record OpenLoop(double rate, Duration warmUp, Duration duration, Processors processors) {

    private static final int MOST_OUTSTANDING = 20_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long PATIENCE_SECONDS = 60;

    /** Runs it. */
    public Sample run(Call call) {
        Recording recording = new Recording(processors);
        Semaphore room = new Semaphore(MOST_OUTSTANDING);
        long warm = (long) (rate * warmUp.toNanos() / NANOS_PER_SECOND);
        long all = warm + (long) (rate * duration.toNanos() / NANOS_PER_SECOND);
        long began = System.nanoTime();
        for (long number = 0; number < all; number++) {
            if (number == warm) {
                recording.restart();
            }
            long due = began + (long) (number / rate * NANOS_PER_SECOND);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            if (!room.tryAcquire()) {
                recording.failure(new IllegalStateException(MOST_OUTSTANDING + " operations are under way"));
                continue;
            }
            call.start(number).whenComplete((done, failure) -> {
                if (failure == null) {
                    recording.success(due);
                } else {
                    recording.failure(failure);
                }
                room.release();
            });
        }
        awaitAll(room);
        return recording.take();
    }

    private static void awaitAll(Semaphore room) {
        try {
            if (!room.tryAcquire(MOST_OUTSTANDING, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Operations did not end within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
