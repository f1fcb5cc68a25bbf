package io.muster.benchmark.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Series in the forms of the report. */
final class GrowthForm {

    private GrowthForm() {}

    /** A line for each point, and the verdict. */
    static String text(Series series) {
        StringBuilder text = new StringBuilder(series.key() + ": " + series.title() + ", " + series.unit() + '\n');
        for (Series.Point point : series.points()) {
            text.append("  %,12d %12s %12s%n".formatted(point.x(), Numbers.text(point.value()), bare(point.bare())));
        }
        return text.append("  ").append(series.verdict()).append('\n').toString();
    }

    /** @param picture gives the name of a picture by the key of its series */
    static String markdown(Series series, UnaryOperator<String> picture) {
        StringBuilder text = new StringBuilder("\n### %s\n\n| %s | %s | %s |\n| ---: | ---: | ---: |\n"
                .formatted(series.title(), series.across(), series.unit(), series.bareIs()));
        for (Series.Point point : series.points()) {
            text.append("| %,d | %s | %s |\n".formatted(point.x(), Numbers.text(point.value()), bare(point.bare())));
        }
        return text.append(
                        "\n%s\n\n![%s](%s)\n".formatted(series.verdict(), series.title(), picture.apply(series.key())))
                .toString();
    }

    private static String bare(Optional<Double> bare) {
        return bare.map(Numbers::text).orElse("");
    }

    static ObjectNode json(Series series) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("title", series.title());
        node.put("across", series.across());
        node.put("unit", series.unit());
        node.put("growth", series.growth());
        node.put("most", series.most());
        node.put("met", series.met());
        ArrayNode points = node.putArray("points");
        for (Series.Point point : series.points()) {
            ObjectNode one = points.addObject().put("x", point.x()).put("value", point.value());
            point.bare().ifPresent(bare -> one.put("bare", bare));
        }
        return node;
    }
}
