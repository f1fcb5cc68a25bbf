package io.muster.benchmark.load;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What one run gave.
 *
 * @param failures operations that failed
 * @param latencies of those that succeeded, in microseconds
 * @param cores processors used by each process, for people to read
 */
public record Sample(
        long operations, double seconds, long failures, String firstFailure, Histogram latencies, String cores) {

    private static final double MICROS_PER_MILLI = 1_000;

    /** Operations per second that succeeded. */
    public double rate() {
        return operations / seconds;
    }

    /** A percentile of the latency in milliseconds. */
    public double millis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    }

    /** Latencies and processors in a line. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "p50 %.2f ms, p99 %.2f ms, max %.2f ms, %d failed%s; cores: %s",
                millis(50),
                millis(99),
                latencies.getMaxValue() / MICROS_PER_MILLI,
                failures,
                failures == 0 ? "" : " (" + firstFailure + ")",
                cores);
    }

    /** The same sample. @throws IllegalStateException if more than one operation in a hundred failed */
    public Sample sound() {
        if (operations == 0 || failures * 100 > operations) {
            throw new IllegalStateException(
                    failures + " operations failed and " + operations + " succeeded; first: " + firstFailure);
        }
        return this;
    }
}
