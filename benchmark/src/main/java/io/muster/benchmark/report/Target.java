package io.muster.benchmark.report;

import java.util.Locale;
import java.util.Optional;

/** What a figure should reach. */
public sealed interface Target {

    /** The value divided by its limit is at least that. */
    record RatioAtLeast(double bound) implements Target {}

    /** The value divided by its limit is at most that. */
    record RatioAtMost(double bound) implements Target {}

    /** The value is at least that, in the unit of the figure. */
    record AtLeast(double bound) implements Target {}

    /** The value is at most that, in the unit of the figure. */
    record AtMost(double bound) implements Target {}

    /** None; the figure explains another. */
    record None() implements Target {}

    /** Whether it is reached; empty if there is none, or nothing to compare with. */
    default Optional<Boolean> metBy(double value, Optional<Double> ratio) {
        return switch (this) {
            case RatioAtLeast(double bound) -> ratio.map(reached -> reached >= bound);
            case RatioAtMost(double bound) -> ratio.map(reached -> reached <= bound);
            case AtLeast(double bound) -> Optional.of(value >= bound);
            case AtMost(double bound) -> Optional.of(value <= bound);
            case None() -> Optional.empty();
        };
    }

    /** For people. */
    default String text() {
        return switch (this) {
            case RatioAtLeast(double bound) -> "ratio ≥ " + number(bound);
            case RatioAtMost(double bound) -> "ratio ≤ " + number(bound);
            case AtLeast(double bound) -> "≥ " + number(bound);
            case AtMost(double bound) -> "≤ " + number(bound);
            case None() -> "";
        };
    }

    private static String number(double bound) {
        return bound == Math.rint(bound) ? String.format(Locale.ROOT, "%,.0f", bound) : Double.toString(bound);
    }
}
