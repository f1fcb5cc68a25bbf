package io.muster.epr.filter.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Parses what stands in place of a field's value: a literal or an object of condition operators. One per query. */
final class ConditionParser {
    private final QueryLimits limits;
    private final BiFunction<JsonNode, Position, Query> elementDocument;
    private int terms;

    /** @param elementDocument parses the query document of an {@code $elemMatch} over array elements */
    ConditionParser(QueryLimits limits, BiFunction<JsonNode, Position, Query> elementDocument) {
        this.limits = limits;
        this.elementDocument = elementDocument;
    }

    Query parse(JsonNode node, Position at, Subject subject) {
        boolean operators = node.isObject()
                && !node.isEmpty()
                && Operators.isOperator(node.fieldNames().next());
        if (operators) {
            return operators(node, at, subject);
        }
        refuseMisplacedOperators(node, at);
        countTerm(at);
        return new Query.Test(subject, new Predicate.Equal(constant(node, at)));
    }

    private static void refuseMisplacedOperators(JsonNode literal, Position at) {
        for (Map.Entry<String, JsonNode> member : literal.properties()) {
            Position position = at.member(member.getKey());
            if (Operators.isOperator(member.getKey())) {
                throw new QueryRefused(
                        position,
                        "an operator cannot stand inside a literal object; name the member in the path, as in"
                                + " \"value.city\", or compare literally with $eq");
            }
            refuseMisplacedOperators(member.getValue(), position);
        }
    }

    private Query operators(JsonNode node, Position at, Subject subject) {
        List<Query> conjuncts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = member.getKey();
            if (!Operators.isOperator(name)) {
                throw new QueryRefused(at.member(name), "operators and plain members cannot be mixed in one object");
            }
            if (!name.equals("$options")) {
                conjuncts.add(operator(name, member.getValue(), at.member(name), subject, node));
            } else if (!node.has("$regex")) {
                throw new QueryRefused(at.member(name), "$options needs a $regex beside it");
            }
        }
        return Query.and(conjuncts);
    }

    private Query operator(String name, JsonNode operand, Position at, Subject subject, JsonNode siblings) {
        countTerm(at);
        return switch (name) {
            case "$eq" -> test(subject, new Predicate.Equal(constant(operand, at)));
            case "$ne" -> not(subject, new Predicate.Equal(constant(operand, at)));
            case "$gt" -> test(subject, order(Comparison.GT, operand, at));
            case "$gte" -> test(subject, order(Comparison.GTE, operand, at));
            case "$lt" -> test(subject, order(Comparison.LT, operand, at));
            case "$lte" -> test(subject, order(Comparison.LTE, operand, at));
            case "$in" -> test(subject, new Predicate.In(constants(operand, at)));
            case "$nin" -> not(subject, new Predicate.In(constants(operand, at)));
            case "$regex" -> test(subject, new Predicate.Matches(regex(operand, siblings, at)));
            case "$exists" ->
                flag(operand, at) ? test(subject, new Predicate.Exists()) : not(subject, new Predicate.Exists());
            case "$type" -> test(subject, new Predicate.OfType(types(operand, at)));
            case "$size" -> test(subject, new Predicate.Size(count(operand, at)));
            case "$all" -> test(subject, all(operand, at));
            case "$elemMatch" -> test(subject, elemMatch(operand, at));
            case "$not" -> new Query.Not(negated(operand, at, subject));
            default -> throw Operators.refusal(at, name, Operators.CONDITIONS);
        };
    }

    private static Query test(Subject subject, Predicate predicate) {
        return new Query.Test(subject, predicate);
    }

    private static Query not(Subject subject, Predicate predicate) {
        return new Query.Not(test(subject, predicate));
    }

    private Query negated(JsonNode operand, Position at, Subject subject) {
        if (!operand.isObject()
                || operand.isEmpty()
                || !Operators.isOperator(operand.fieldNames().next())) {
            throw new QueryRefused(at, "$not needs an object of operators; to negate a literal use $ne");
        }
        return operators(operand, at, subject);
    }

    private Predicate order(Comparison comparison, JsonNode operand, Position at) {
        if (operand.isContainerNode()) {
            throw new QueryRefused(
                    at,
                    comparison.operator() + " needs a number, string, boolean or null; arrays and objects have no"
                            + " order here");
        }
        return new Predicate.Order(comparison, constant(operand, at));
    }

    private List<JsonNode> constants(JsonNode operand, Position at) {
        List<JsonNode> result = new ArrayList<>();
        for (JsonNode element : list(operand, at)) {
            Position position = at.element(result.size());
            refuseMisplacedOperators(element, position);
            result.add(constant(element, position));
        }
        return result;
    }

    private JsonNode list(JsonNode operand, Position at) {
        if (!operand.isArray()) {
            throw new QueryRefused(at, "must be an array, but is " + Constants.kindOf(operand));
        }
        if (operand.size() > limits.maxListSize()) {
            throw new QueryRefused(
                    at, "has more elements than the limit kaa.epr.filters.max-list-size of " + limits.maxListSize());
        }
        return operand;
    }

    private Predicate all(JsonNode operand, Position at) {
        List<Predicate> result = new ArrayList<>();
        boolean ofElemMatch = list(operand, at).size() > 0 && operand.get(0).has("$elemMatch");
        for (JsonNode element : operand) {
            Position position = at.element(result.size());
            if (!ofElemMatch) {
                refuseMisplacedOperators(element, position);
                result.add(new Predicate.Equal(constant(element, position)));
            } else if (element.size() == 1 && element.has("$elemMatch")) {
                countTerm(position);
                result.add(elemMatch(element.get("$elemMatch"), position.member("$elemMatch")));
            } else {
                throw new QueryRefused(position, "must be {\"$elemMatch\":…} like the first element");
            }
        }
        return new Predicate.All(result);
    }

    /** Of values if the first member is a condition operator, else of objects. */
    private Predicate elemMatch(JsonNode operand, Position at) {
        if (!operand.isObject()) {
            throw new QueryRefused(at, "must be a JSON object, but is " + Constants.kindOf(operand));
        }
        String first = operand.isEmpty() ? "" : operand.fieldNames().next();
        boolean ofValues = Operators.isOperator(first)
                && !Set.of("$and", "$or", "$nor", "$compare").contains(first);
        return ofValues
                ? new Predicate.AnyItem(operators(operand, at, new Subject.Item()))
                : new Predicate.AnyObject(elementDocument.apply(operand, at));
    }

    private Regex regex(JsonNode operand, JsonNode siblings, Position at) {
        if (!operand.isTextual()) {
            throw new QueryRefused(at, "must be a string with a regular expression");
        }
        String pattern = operand.textValue();
        if (pattern.length() > limits.maxRegexLength()) {
            throw new QueryRefused(
                    at, "is longer than the limit kaa.epr.filters.max-regex-length of " + limits.maxRegexLength());
        }
        Constants.checkText(pattern, at);
        if (RegexCost.of(pattern) > limits.maxRegexCost()) {
            throw new QueryRefused(
                    at,
                    "its counted repetitions unroll to more than the limit kaa.epr.filters.max-regex-cost of "
                            + limits.maxRegexCost());
        }
        try {
            return new Regex(pattern, options(siblings.path("$options"), at));
        } catch (PatternSyntaxException e) {
            throw new QueryRefused(
                    at,
                    e.getDescription() + ": " + e.getPattern()
                            + "; the RE2 syntax applies, without look-around and back references");
        }
    }

    private static String options(JsonNode node, Position regex) {
        if (node.isMissingNode()) {
            return "";
        }
        if (!node.isTextual() || !node.textValue().matches("[ims]*")) {
            throw new QueryRefused(
                    regex,
                    "$options must be a string of the letters i (ignore case), m (^ and $ at each line) and s (dot"
                            + " matches line ends); x is not supported, write the expression without blanks");
        }
        return new TreeSet<>(Arrays.asList(node.textValue().split(""))).stream().collect(Collectors.joining());
    }

    boolean flag(JsonNode operand, Position at) {
        if (operand.isBoolean() || (operand.isNumber() && operand.asText().matches("[01]"))) {
            return operand.asBoolean();
        }
        throw new QueryRefused(at, "must be true or false");
    }

    int count(JsonNode operand, Position at) {
        if (operand.isNumber() && operand.decimalValue().signum() >= 0 && ValueType.INT.includes(operand)) {
            return operand.decimalValue().intValueExact();
        }
        throw new QueryRefused(at, "must be a whole number from 0 to " + Integer.MAX_VALUE);
    }

    private static Set<ValueType> types(JsonNode operand, Position at) {
        if (!operand.isArray()) {
            return EnumSet.of(type(operand, at));
        }
        EnumSet<ValueType> types = EnumSet.noneOf(ValueType.class);
        for (int i = 0; i < operand.size(); i++) {
            types.add(type(operand.get(i), at.element(i)));
        }
        if (types.isEmpty()) {
            throw new QueryRefused(at, "must name at least one type");
        }
        return types;
    }

    private static ValueType type(JsonNode node, Position at) {
        for (ValueType type : ValueType.values()) {
            boolean byCode = type.code() > 0 && node.isNumber() && node.asText().equals("" + type.code());
            if (byCode || type.alias().equals(node.textValue())) {
                return type;
            }
        }
        throw new QueryRefused(
                at,
                "unknown type " + node + "; allowed: "
                        + Arrays.stream(ValueType.values())
                                .map(ValueType::alias)
                                .collect(Collectors.joining(", "))
                        + " or MongoDB's number of one of these");
    }

    JsonNode constant(JsonNode node, Position at) {
        return Constants.of(node, at, limits);
    }

    void countTerm(Position at) {
        terms++;
        if (terms > limits.maxTerms()) {
            throw new QueryRefused(
                    at,
                    "the query has more conditions than the limit kaa.epr.filters.max-query-terms of "
                            + limits.maxTerms());
        }
    }
}
