package io.muster.benchmark.report;

import java.util.List;
import java.util.Locale;

/**
 * A look at a few key ratios in every build. Bounds are far below what a quiet machine shows, since builds run where
 * other things run too: a build never fails by them, but who reads its output sees a figure that fell.
 */
public final class Guard {

    /** The measures that are looked at. */
    public static final List<String> MEASURES = List.of("ecap_token", "rest_update");

    private static final List<Bound> BOUNDS = List.of(
            new Bound("ecap_token", 0.3), new Bound("rest_update", 0.1), new Bound("rest_update.10_filters", 0.5));

    private Guard() {}

    private record Bound(String key, double least) {}

    /** A line for each of the ratios. */
    public static String of(Report report) {
        StringBuilder text = new StringBuilder();
        for (Bound bound : BOUNDS) {
            report.figures().stream()
                    .filter(figure -> figure.key().equals(bound.key))
                    .flatMap(figure -> figure.ratio().stream())
                    .forEach(ratio -> text.append(line(bound, ratio.median())));
        }
        return text.toString();
    }

    private static String line(Bound bound, double ratio) {
        return String.format(
                Locale.ROOT,
                "guard: %s is %.2f of its limit; %s%n",
                bound.key,
                ratio,
                ratio >= bound.least
                        ? "at least " + bound.least + " is expected"
                        : "LESS THAN " + bound.least + ", which is worth a look on a quiet machine");
    }
}
