package io.muster.server.simulation;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;

/** How often each step was done, how long it took and why it failed. Times of failures are not counted. */
public final class Figures {

    private static final int DIGITS = 3;
    private static final int REASONS = 5;

    private final Map<Step, ConcurrentHistogram> micros = new EnumMap<>(Step.class);
    private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();
    private final Map<Step, LongAdder> errors = new EnumMap<>(Step.class);

    Figures() {
        for (Step step : Step.values()) {
            micros.put(step, new ConcurrentHistogram(DIGITS));
            errors.put(step, new LongAdder());
        }
    }

    void done(Step step, long nanos) {
        histogram(step).recordValue(TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos)));
    }

    void failed(Step step, String reason) {
        adder(step).increment();
        failures.computeIfAbsent(step.label() + ": " + reason, any -> new LongAdder())
                .increment();
    }

    /** Failures of all steps. */
    public long errors() {
        return Arrays.stream(Step.values()).mapToLong(step -> adder(step).sum()).sum();
    }

    /** Whether a step fails for whoever tries it. */
    boolean hopeless(Step step, int attempts) {
        return count(step) == 0 && adder(step).sum() >= attempts;
    }

    /** The most frequent reason of failures; empty without one. */
    String firstReason() {
        return reasons().findFirst().map(Map.Entry::getKey).orElse("");
    }

    private Stream<Map.Entry<String, LongAdder>> reasons() {
        return failures.entrySet().stream()
                .sorted((a, b) -> Long.compare(b.getValue().sum(), a.getValue().sum()));
    }

    /** How often a step succeeded. */
    public long count(Step step) {
        return histogram(step).getTotalCount();
    }

    /** The closing table, and below it the most frequent reasons of failures. */
    public String table() {
        String header =
                "%-14s %9s %9s %9s %9s %9s\n".formatted("step", "count", "errors", "p50 ms", "p99 ms", "max ms");
        String rows = Arrays.stream(Step.values()).map(this::row).collect(Collectors.joining());
        String reasons = reasons()
                .limit(REASONS)
                .map(entry -> "  %d × %s\n".formatted(entry.getValue().sum(), entry.getKey()))
                .collect(Collectors.joining());
        return header + rows + reasons;
    }

    private String row(Step step) {
        ConcurrentHistogram histogram = histogram(step);
        return String.format(
                Locale.ROOT,
                "%-14s %9d %9d %9.1f %9.1f %9.1f\n",
                step.label(),
                histogram.getTotalCount(),
                adder(step).sum(),
                histogram.getValueAtPercentile(50) / 1e3,
                histogram.getValueAtPercentile(99) / 1e3,
                histogram.getMaxValue() / 1e3);
    }

    private ConcurrentHistogram histogram(Step step) {
        return Objects.requireNonNull(micros.get(step));
    }

    private LongAdder adder(Step step) {
        return Objects.requireNonNull(errors.get(step));
    }
}
