package io.muster.benchmark.measure;

import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.OpenLoop;
import io.muster.benchmark.load.Processors;
import io.muster.benchmark.load.Sample;
import io.muster.benchmark.program.Server;
import io.muster.benchmark.program.TestBed;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * More requests than can be served, in the background, with an eye on the server's memory and on what it refuses.
 * Latencies count from sending: the generator itself comes late when the machine is full, as it is meant to be.
 */
final class Flood implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long MOST_MICROS = 120_000_000;
    private static final int DIGITS = 3;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final double MICROS_PER_MILLI = 1_000;

    private final Recorder admitted = new Recorder(1, MOST_MICROS, DIGITS);
    private final Recorder refused = new Recorder(1, MOST_MICROS, DIGITS);
    private final AtomicLong peak = new AtomicLong();
    private final CompletableFuture<Sample> result = new CompletableFuture<>();
    private final Thread watcher;
    private volatile long ended;

    private Flood(TestBed bed, Server server, Processors processors, double rate, Call call) {
        watcher = Thread.ofVirtual().start(() -> watch(server));
        OpenLoop loop = new OpenLoop(rate, Duration.ZERO, bed.plan().duration().multipliedBy(2), processors);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Sample sample = loop.run(number -> {
                    long began = System.nanoTime();
                    return call.start(number).whenComplete((answer, failure) -> count(began, failure));
                });
                ended = System.nanoTime();
                result.complete(sample);
            } catch (RuntimeException failure) {
                result.completeExceptionally(failure);
            }
        });
    }

    /** Begins at once. */
    static Flood start(TestBed bed, Server server, Processors processors, double rate, Call call) {
        return new Flood(bed, server, processors, rate, call);
    }

    private void count(long began, @Nullable Throwable failure) {
        long micros = Math.clamp((System.nanoTime() - began) / NANOS_PER_MICRO, 1, MOST_MICROS);
        String reason = failure == null ? "" : String.valueOf(cause(failure).getMessage());
        if (failure == null) {
            admitted.recordValue(micros);
        } else if (reason.startsWith("error") || reason.startsWith("503") || reason.startsWith("429")) {
            refused.recordValue(micros);
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    private void watch(Server server) {
        try {
            while (true) {
                peak.accumulateAndGet(server.jvm().residentKilobytes(), Math::max);
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until everything that was sent is answered. */
    Sample result() {
        return result.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Milliseconds from the last answer until the condition holds, or until patience has an end. */
    long millisUntil(BooleanSupplier condition) {
        long began = ended;
        while (!condition.getAsBoolean() && System.nanoTime() - began < PATIENCE.toNanos()) {
            Thread.onSpinWait();
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    long peakKilobytes() {
        return peak.get();
    }

    /** Latencies of what was served; to be taken once. */
    Histogram admitted() {
        return admitted.getIntervalHistogram();
    }

    /** Latencies of what was refused; to be taken once. */
    Histogram refused() {
        return refused.getIntervalHistogram();
    }

    /** A percentile in milliseconds. */
    static double millis(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    }

    /** For people. */
    static String text(Histogram latencies, double seconds) {
        return String.format(
                Locale.ROOT,
                "%.0f per second, p50 %.2f ms, p99 %.2f ms, max %.2f ms",
                latencies.getTotalCount() / seconds,
                millis(latencies, 50),
                millis(latencies, 99),
                latencies.getMaxValue() / MICROS_PER_MILLI);
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
