package io.muster.epr.filter.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.epr.filter.query.Comparison;
import io.muster.epr.filter.query.JsonValues;
import io.muster.epr.filter.query.Operand;
import io.muster.epr.filter.query.Query;
import java.util.ArrayList;
import java.util.List;

/** Compares two values of the same endpoint. */
final class SideBySide {

    private SideBySide() {}

    static boolean holds(Query.Compare compare, Document document) {
        List<JsonNode> left = values(compare.left(), document);
        List<JsonNode> right = values(compare.right(), document);
        if (compare.comparison() == Comparison.NE) {
            return !left.isEmpty() && !right.isEmpty() && !anyPair(left, Comparison.EQ, right);
        }
        return anyPair(left, compare.comparison(), right);
    }

    private static boolean anyPair(List<JsonNode> left, Comparison comparison, List<JsonNode> right) {
        return left.stream().anyMatch(a -> right.stream()
                .anyMatch(b -> JsonValues.compare(a, b).stream().anyMatch(comparison::accepts)));
    }

    /** What the operand leads to; nothing stands for a missing value. */
    static List<JsonNode> values(Operand operand, Document document) {
        List<JsonNode> found = new ArrayList<>();
        switch (operand) {
            case Operand.Version() -> found.add(JsonNodeFactory.instance.textNode(document.appVersion()));
            case Operand.Metadata(String key, List<String> path) ->
                new PathWalk(path, false, value -> {
                            if (!value.isMissingNode()) {
                                found.add(value);
                            }
                            return false;
                        })
                        .findsInValue(document.metadata().path(key), 0);
        }
        return found;
    }
}
