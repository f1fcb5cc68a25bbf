package io.muster.benchmark.report;

import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** The report for a document. */
public final class MarkdownForm {

    private MarkdownForm() {}

    /**
     * A table of circumstances, a table of figures and the notes, and how cost grows.
     *
     * @param picture gives the name of the file with the picture of a series by its key
     */
    public static String of(Report report, UnaryOperator<String> picture) {
        StringBuilder text = new StringBuilder("| | |\n|---|---|\n");
        report.circumstances().forEach((name, value) -> text.append(line(List.of(name, value))));
        if (!report.figures().isEmpty()) {
            text.append('\n').append(line(TableForm.head()));
            text.append(line(Collections.nCopies(TableForm.head().size(), "---")));
            report.figures().forEach(figure -> text.append(line(TableForm.row(figure))));
            text.append('\n');
            report.figures().forEach(figure -> text.append(about(figure)));
        }
        report.growth().forEach(series -> text.append(GrowthForm.markdown(series, picture)));
        report.failures().forEach((key, why) -> text.append("- `" + key + "` could not be measured: " + why + "\n"));
        return text.toString();
    }

    private static String about(Figure figure) {
        StringBuilder text = new StringBuilder("- `" + figure.key() + "`: " + figure.title());
        figure.limit().ifPresent(limit -> text.append("; limit: ").append(limit.what()));
        figure.notes().forEach((name, note) -> text.append("; " + name + ": " + note));
        return text.append('\n').toString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
