package io.muster.benchmark.report;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A series as a picture: both axes logarithmic from one power of ten to another, so that what grows like its cause is a
 * slope, what grows with the logarithm nearly flat, and nothing hides in a corner.
 */
public final class Plot {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 320;
    private static final int LEFT = 70;
    private static final int RIGHT = 30;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int MOST_DIGITS = 6;
    private static final String PROGRAM = "#1f6feb";
    private static final String BARE = "#8b949e";

    private final Series series;
    private final Axis across;
    private final Axis up;
    private final StringBuilder svg = new StringBuilder();

    private Plot(Series series) {
        this.series = series;
        this.across = Axis.of(
                series.points().stream().map(point -> (double) point.x()).toList());
        this.up = Axis.of(series.points().stream()
                .flatMap(point -> Stream.concat(Stream.of(point.value()), point.bare().stream()))
                .toList());
    }

    /** The picture as an SVG document. */
    public static String svg(Series series) {
        return new Plot(series).draw();
    }

    /** Powers of ten; zero stands where the first of them would be. */
    private record Axis(int least, int most, boolean zero) {

        static Axis of(List<Double> values) {
            List<Double> positive = values.stream().filter(value -> value > 0).toList();
            int least = positive.stream()
                    .mapToInt(value -> (int) Math.floor(Math.log10(value)))
                    .min()
                    .orElse(0);
            int most = positive.stream()
                    .mapToInt(value -> (int) Math.ceil(Math.log10(value)))
                    .max()
                    .orElse(1);
            boolean zero = positive.size() < values.size();
            return new Axis(zero ? least - 1 : least, Math.max(most, least + 1), zero);
        }

        String label(int power) {
            if (zero && power == least) {
                return "0";
            }
            return power >= 0 && power <= MOST_DIGITS
                    ? String.format(Locale.ROOT, "%,d", (long) Math.pow(10, power))
                    : "10^" + power;
        }

        /** From 0 at the least to 1 at the most. */
        double place(double value) {
            return value <= 0 ? 0 : (Math.log10(value) - least) / (most - least);
        }
    }

    private String draw() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %1$d %2$d\"",
                WIDTH, HEIGHT);
        add(" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n");
        text(LEFT, TOP / 2.0, "start", series.title() + ", " + series.unit());
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", series.across());
        for (int power = across.least(); power <= across.most(); power++) {
            double x = x(Math.pow(10, power));
            line(x, TOP, x, HEIGHT - BOTTOM);
            text(x, HEIGHT - BOTTOM + 18, "middle", across.label(power));
        }
        for (int power = up.least(); power <= up.most(); power++) {
            double y = y(Math.pow(10, power));
            line(LEFT, y, WIDTH - RIGHT, y);
            text(LEFT - 8, y + 4, "end", up.label(power));
        }
        if (!series.bareIs().isEmpty()) {
            curve(
                    BARE,
                    series.points().stream()
                            .filter(point -> point.bare().isPresent())
                            .toList(),
                    point -> point.bare().orElseThrow());
            text(WIDTH - RIGHT, TOP / 2.0, "end", "grey: " + series.bareIs());
        }
        curve(PROGRAM, series.points(), Series.Point::value);
        return svg.append("</svg>\n").toString();
    }

    private double x(double value) {
        return LEFT + across.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - up.place(value) * (HEIGHT - TOP - BOTTOM);
    }

    private void curve(String colour, List<Series.Point> points, Function<Series.Point, Double> value) {
        add("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", colour);
        points.forEach(point -> add("%.1f,%.1f ", x(point.x()), y(value.apply(point))));
        add("\"/>\n");
        points.forEach(point -> add(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n",
                x(point.x()), y(value.apply(point)), colour));
    }

    private void line(double x1, double y1, double x2, double y2) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#d0d7de\"/>\n", x1, y1, x2, y2);
    }

    private void text(double x, double y, String anchor, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, escaped);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
