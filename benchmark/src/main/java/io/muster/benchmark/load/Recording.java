package io.muster.benchmark.load;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts the operations of a run, from many threads. */
final class Recording {

    private static final long MOST_MICROS = 120_000_000;
    private static final int DIGITS = 3;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Recorder latencies = new Recorder(1, MOST_MICROS, DIGITS);
    private final AtomicLong failures = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicReference<String> firstFailure = new AtomicReference<>("");
    private final Processors processors;
    private long began = System.nanoTime();
    private Processors.Use atBegin;

    Recording(Processors processors) {
        this.processors = processors;
        this.atBegin = processors.use();
    }

    /** Whether anything has ended since the warm-up. */
    boolean any() {
        return ended.get();
    }

    void success(long since) {
        long micros = (System.nanoTime() - since) / NANOS_PER_MICRO;
        latencies.recordValue(Math.clamp(micros, 1, MOST_MICROS));
        if (!ended.get()) {
            ended.set(true);
        }
    }

    void failure(Throwable reason) {
        failures.incrementAndGet();
        ended.set(true);
        firstFailure.compareAndSet("", String.valueOf(reason));
    }

    /** Forgets what was counted so far: the warm-up is over. */
    void restart() {
        latencies.reset();
        failures.set(0);
        ended.set(false);
        atBegin = processors.use();
        began = System.nanoTime();
    }

    Sample take() {
        double seconds = (System.nanoTime() - began) / NANOS_PER_SECOND;
        Histogram taken = latencies.getIntervalHistogram();
        return new Sample(
                taken.getTotalCount(),
                seconds,
                failures.get(),
                Objects.requireNonNullElse(firstFailure.get(), ""),
                taken,
                processors.use().since(atBegin, seconds));
    }
}
