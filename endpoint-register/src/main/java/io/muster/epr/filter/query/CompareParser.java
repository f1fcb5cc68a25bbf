package io.muster.epr.filter.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;

/** Parses {@code {"$compare":[operand, operator, operand]}}. */
final class CompareParser {
    private static final String SHAPE =
            "must be [operand, operator, operand], for example [\"metadata.temp\",\"$gt\",\"metadata.limit\"]";

    private CompareParser() {}

    static Query parse(JsonNode node, Position at, FieldPaths paths) {
        if (!node.isArray() || node.size() != 3) {
            throw new QueryRefused(at, SHAPE);
        }
        return new Query.Compare(
                operand(node.get(0), at.element(0), paths),
                comparison(node.get(1), at.element(1)),
                operand(node.get(2), at.element(2), paths));
    }

    private static Operand operand(JsonNode node, Position at, FieldPaths paths) {
        String text = node.isTextual() ? node.textValue() : "";
        if (text.equals("application_version")) {
            return new Operand.Version();
        }
        if (!text.startsWith("metadata.")) {
            throw new QueryRefused(
                    at,
                    "must be \"application_version\" or \"metadata.<key>\" with an optional path;"
                            + " to compare with a constant write {\"metadata.<key>\":{\"$gt\":…}}");
        }
        List<String> path = paths.split(text.substring("metadata.".length()), at);
        return new Operand.Metadata(path.getFirst(), path.subList(1, path.size()));
    }

    private static Comparison comparison(JsonNode node, Position at) {
        return Arrays.stream(Comparison.values())
                .filter(each -> each.operator().equals(node.textValue()))
                .findFirst()
                .orElseThrow(() -> new QueryRefused(at, "must be one of $eq, $ne, $gt, $gte, $lt, $lte"));
    }
}
