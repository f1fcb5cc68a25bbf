package io.muster.benchmark.report;

import java.util.List;

/** What several repetitions gave. */
public record Spread(double median, double least, double most) {

    /** Of at least one repetition. */
    public static Spread of(List<Double> repetitions) {
        List<Double> sorted = repetitions.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.getFirst(), sorted.getLast());
    }

    /** Of something that was measured once. */
    public static Spread of(double once) {
        return new Spread(once, once, once);
    }
}
