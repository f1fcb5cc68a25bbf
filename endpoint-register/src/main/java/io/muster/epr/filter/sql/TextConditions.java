package io.muster.epr.filter.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.epr.filter.query.Comparison;
import io.muster.epr.filter.query.Predicate;
import io.muster.epr.filter.query.Regex;
import io.muster.epr.filter.query.ValueType;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Conditions on a text expression that is never NULL: the application version or a metadata key. */
record TextConditions(Binds binds, Exactness exactness, String expression) {

    String on(Predicate predicate, Bound bound) {
        return switch (predicate) {
            case Predicate.Equal(JsonNode constant) -> equalsAny(List.of(constant));
            case Predicate.In(List<JsonNode> constants) -> equalsAny(constants);
            case Predicate.Order(Comparison comparison, JsonNode constant) ->
                // The collation "C" orders UTF-8 by code point.
                constant.isTextual()
                        ? "(" + expression + " COLLATE \"C\" " + comparison.symbol() + " "
                                + binds.text(constant.textValue()) + ")"
                        : "FALSE";
            case Predicate.Matches(Regex regex) -> matches(regex, bound);
            case Predicate.Exists() -> "TRUE";
            case Predicate.OfType(var types) -> types.contains(ValueType.STRING) ? "TRUE" : "FALSE";
            case Predicate.All(List<Predicate> operands) ->
                operands.isEmpty()
                        ? "FALSE"
                        : operands.stream()
                                .map(operand -> on(operand, bound))
                                .collect(Collectors.joining(" AND ", "(", ")"));
            case Predicate.Size size -> "FALSE";
            case Predicate.AnyObject any -> "FALSE";
            case Predicate.AnyItem any -> "FALSE";
        };
    }

    private String equalsAny(List<JsonNode> constants) {
        List<String> texts = constants.stream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
        return switch (texts.size()) {
            case 0 -> "FALSE";
            case 1 -> "(" + expression + " = " + binds.text(texts.getFirst()) + ")";
            default -> "(" + expression + " = ANY(" + binds.texts(texts) + "))";
        };
    }

    private String matches(Regex regex, Bound bound) {
        Supplier<String> weaker = () -> regex.literalPrefix()
                .map(prefix -> "starts_with(" + expression + ", " + binds.text(prefix) + ")")
                .orElse("TRUE");
        return regex.isOnlyPrefix() ? weaker.get() : exactness.approximate(bound, weaker);
    }
}
