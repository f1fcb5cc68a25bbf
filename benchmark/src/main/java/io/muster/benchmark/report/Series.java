package io.muster.benchmark.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How something grows.
 *
 * @param key its name in the JSON report
 * @param title what is measured
 * @param across what grows below it, such as "endpoints"
 * @param unit of the values
 * @param bareIs what the bare values are; empty when there are none
 * @param most how many times as much the last may be as the first, relative to the bare values where there are some
 */
public record Series(
        String key, String title, String across, String unit, String bareIs, List<Point> points, double most) {

    public Series {
        points = List.copyOf(points);
    }

    /**
     * One measurement.
     *
     * @param x how many of what grows
     * @param value of the program
     * @param bare the same of the machine without the program, right before or after
     */
    public record Point(long x, double value, Optional<Double> bare) {

        /** One of the program alone. */
        public static Point of(long x, double value) {
            return new Point(x, value, Optional.empty());
        }

        private double relative() {
            return value / bare.orElse(1.0);
        }
    }

    /** How many times as much the last is as the first. */
    public double growth() {
        return points.getLast().relative() / points.getFirst().relative();
    }

    /** Whether it grows no faster than it may. */
    public boolean met() {
        return growth() <= most;
    }

    /** Growth, what is allowed, and how much more there was, in words. */
    public String verdict() {
        return String.format(
                Locale.ROOT,
                "× %.2f from %,d to %,d %s%s; at most × %.2f: %s",
                growth(),
                points.getFirst().x(),
                points.getLast().x(),
                across,
                bareIs.isEmpty() ? "" : ", relative to " + bareIs,
                most,
                met() ? "yes" : "NO");
    }
}
