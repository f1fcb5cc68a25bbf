package io.muster.benchmark.report;

import java.util.Locale;
import java.util.Optional;

/** How figures are written for people. */
final class Numbers {

    private Numbers() {}

    static String text(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
    }

    static String spread(Spread spread) {
        return spread.least() == spread.most()
                ? text(spread.median())
                : text(spread.median()) + " (" + text(spread.least()) + "–" + text(spread.most()) + ")";
    }

    static String met(Optional<Boolean> met) {
        return met.map(reached -> reached ? "yes" : "NO").orElse("");
    }
}
