package io.muster.benchmark.measure;

import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.OpenLoop;
import io.muster.benchmark.load.Sample;
import io.muster.benchmark.program.Server;
import io.muster.benchmark.program.TestBed;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** More requests than can be served, in the background, with an eye on the server's memory and on what it refuses. */
final class Flood implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final double MILLIS_PER_SECOND = 1_000;

    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();
    private final CompletableFuture<Sample> result = new CompletableFuture<>();
    private final Thread watcher;
    private volatile long ended;

    private Flood(TestBed bed, Server server, double rate, Call call) {
        watcher = Thread.ofVirtual().start(() -> watch(server));
        OpenLoop loop = new OpenLoop(rate, Duration.ZERO, bed.plan().duration().multipliedBy(2), bed.processors());
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Sample sample = loop.run(number -> call.start(number).whenComplete(this::count));
                ended = System.nanoTime();
                result.complete(sample);
            } catch (RuntimeException failure) {
                result.completeExceptionally(failure);
            }
        });
    }

    /** Begins at once. */
    static Flood start(TestBed bed, Server server, double rate, Call call) {
        return new Flood(bed, server, rate, call);
    }

    private void count(@Nullable Object answer, @Nullable Throwable failure) {
        String reason = failure == null ? "" : String.valueOf(failure.getMessage());
        if (reason.startsWith("error") || reason.startsWith("503") || reason.startsWith("429")) {
            refused.incrementAndGet();
        }
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

    String refusedPerSecond(Sample during) {
        return String.format(Locale.ROOT, "%.0f", refused.get() / during.seconds());
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
