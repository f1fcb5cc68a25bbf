package io.muster.benchmark.report;

import java.util.ArrayList;
import java.util.List;

/** The report for a terminal. */
public final class TableForm {

    private static final List<String> HEAD = List.of("key", "value", "unit", "limit", "ratio", "target", "met");

    private TableForm() {}

    /** All figures, with aligned columns, then what is known about each, then what failed. */
    public static String of(Report report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        report.figures().forEach(figure -> rows.add(row(figure)));
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(aligned(row, rows)).append('\n'));
        report.growth().forEach(series -> text.append(GrowthForm.text(series)));
        report.failures().forEach((key, why) -> text.append(key + ": could not be measured: " + why + "\n"));
        return text.toString();
    }

    /** The cells of a figure, in the order of the columns. */
    static List<String> row(Figure figure) {
        return List.of(
                figure.key(),
                Numbers.spread(figure.value()),
                figure.unit(),
                figure.limit().map(limit -> Numbers.spread(limit.value())).orElse(""),
                figure.ratio().map(Numbers::spread).orElse(""),
                figure.target().text(),
                Numbers.met(figure.met()));
    }

    static List<String> head() {
        return HEAD;
    }

    private static String aligned(List<String> row, List<List<String>> all) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int wide = column;
            int width =
                    all.stream().mapToInt(each -> each.get(wide).length()).max().orElse(0);
            line.append(row.get(column)).repeat(" ", width - row.get(column).length() + 2);
        }
        return line.toString().stripTrailing();
    }
}
