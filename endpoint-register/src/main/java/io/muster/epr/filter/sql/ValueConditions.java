package io.muster.epr.filter.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.epr.filter.query.Comparison;
import io.muster.epr.filter.query.Predicate;
import io.muster.epr.filter.query.Query;
import io.muster.epr.filter.query.Regex;
import io.muster.epr.filter.query.Subject;
import io.muster.epr.filter.query.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Conditions on values within a jsonb column. */
final class ValueConditions {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<ValueType> SUBTYPES = Set.of(ValueType.INT, ValueType.LONG, ValueType.DOUBLE);
    /** Alternatives of one path predicate; evaluating a path recurses once per alternative. */
    private static final int MAX_ALTERNATIVES = 100;

    private final Binds binds;
    private final Exactness exactness;
    private final SqlTranslation conditions;

    ValueConditions(Binds binds, Exactness exactness, SqlTranslation conditions) {
        this.binds = binds;
        this.exactness = exactness;
        this.conditions = conditions;
    }

    /** The predicate on what the path leads to, arrays searched through. */
    String at(Place place, List<String> names, Predicate predicate, Bound bound) {
        if (JsonPaths.mayBeIndex(names)) {
            return exactness.approximate(bound, () -> "TRUE");
        }
        String path = JsonPaths.to(place.root(), names);
        return switch (predicate) {
            case Predicate.Equal(JsonNode constant) -> equalsAny(place, names, List.of(constant));
            case Predicate.In(List<JsonNode> constants) -> equalsAny(place, names, constants);
            case Predicate.Order(Comparison comparison, JsonNode constant) -> {
                if (constant.isNull()) {
                    yield comparison.accepts(0) ? equalsAny(place, names, List.of(constant)) : "FALSE";
                }
                yield holds(place, JsonPaths.compare(path, comparison, constant));
            }
            case Predicate.Matches(Regex regex) -> matches(regex, place, path, bound);
            case Predicate.Exists() -> holds(place, JsonPaths.exists(path));
            case Predicate.OfType(Set<ValueType> types) ->
                typed(types, () -> holds(place, JsonPaths.typeIs(path, types)), bound);
            case Predicate.Size(int size) -> reaches(place, path, value -> isArrayOfSize(value, size));
            case Predicate.All(List<Predicate> operands) -> all(operands, operand -> at(place, names, operand, bound));
            case Predicate.AnyObject any -> reaches(place, path, value -> anyObject(value, any.condition(), bound));
            case Predicate.AnyItem any -> reaches(place, path, value -> anyItem(value, any.condition(), bound));
        };
    }

    /** The predicate on the column itself, an array element that is not searched through. */
    String itself(Place place, Predicate predicate, Bound bound) {
        String column = place.column();
        return switch (predicate) {
            case Predicate.Equal(JsonNode constant) -> "(" + column + " = " + binds.json(constant) + ")";
            case Predicate.In(List<JsonNode> constants) ->
                constants.isEmpty()
                        ? "FALSE"
                        : constants.stream()
                                .map(binds::json)
                                .collect(Collectors.joining(", ", "(" + column + " IN (", "))"));
            case Predicate.Order(Comparison comparison, JsonNode constant) ->
                holds(
                        place,
                        "(" + JsonPaths.isOfTypeOf("$", constant) + " && "
                                + JsonPaths.compare("$", comparison, constant) + ")");
            case Predicate.Matches(Regex regex) ->
                "(jsonb_typeof(" + column + ") = 'string' AND " + matches(regex, place, "$", bound) + ")";
            case Predicate.Exists() -> "TRUE";
            case Predicate.OfType(Set<ValueType> types) ->
                typed(types, () -> holds(place, JsonPaths.isOf("$", types)), bound);
            case Predicate.Size(int size) -> isArrayOfSize(column, size);
            case Predicate.All(List<Predicate> operands) -> all(operands, operand -> itself(place, operand, bound));
            case Predicate.AnyObject any -> anyObject(column, any.condition(), bound);
            case Predicate.AnyItem any -> anyItem(column, any.condition(), bound);
        };
    }

    /**
     * For what no index finds. Without the test for truth PostgreSQL would take the condition for one that the GIN index
     * answers, and go through the whole of it.
     */
    private String holds(Place place, String pathPredicate) {
        return "(" + found(place, pathPredicate) + " IS TRUE)";
    }

    /** For equalities, which the GIN index finds. */
    private String found(Place place, String pathPredicate) {
        return "(" + place.column() + " @@ " + binds.path(pathPredicate) + ")";
    }

    private String equalsAny(Place place, List<String> names, List<JsonNode> constants) {
        String path = JsonPaths.to(place.root(), names);
        List<String> ways = new ArrayList<>();
        List<JsonNode> scalars = constants.stream()
                .filter(constant -> constant.isValueNode() && !constant.isNull())
                .toList();
        for (int i = 0; i < scalars.size(); i += MAX_ALTERNATIVES) {
            List<JsonNode> some = scalars.subList(i, Math.min(scalars.size(), i + MAX_ALTERNATIVES));
            ways.add(found(place, JsonPaths.equalsAny(path, some)));
        }
        if (constants.stream().anyMatch(JsonNode::isNull)) {
            ways.add(holds(place, JsonPaths.isNullOrMissing(place.root(), names)));
        }
        constants.stream()
                .filter(JsonNode::isContainerNode)
                .forEach(constant -> ways.add(equalsContainer(place, names, path, constant)));
        return ways.isEmpty() ? "FALSE" : "(" + String.join(" OR ", ways) + ")";
    }

    private String equalsContainer(Place place, List<String> names, String path, JsonNode constant) {
        String equal = reaches(place, path, value -> {
            String element = conditions.newAlias();
            String json = binds.json(constant);
            return "(" + value + " = " + json + " OR EXISTS (SELECT 1 FROM " + elements(value, element) + " WHERE "
                    + element + ".v = " + json + "))";
        });
        // Containment is weaker than equality, but an index supports it.
        return place.knownKey()
                .filter(key -> names.isEmpty())
                .map(key -> "((metadata @> "
                        + binds.json(NODES.objectNode().set(key, constant))
                        + " OR metadata @> "
                        + binds.json(
                                NODES.objectNode().set(key, NODES.arrayNode().add(constant))) + ") AND " + equal
                        + ")")
                .orElse(equal);
    }

    private String matches(Regex regex, Place place, String path, Bound bound) {
        String weaker = regex.literalPrefix()
                .map(prefix -> JsonPaths.startsWith(path, prefix))
                .orElseGet(() -> JsonPaths.typeIs(path, Set.of(ValueType.STRING)));
        return regex.isOnlyPrefix() ? holds(place, weaker) : exactness.approximate(bound, () -> holds(place, weaker));
    }

    /** JSON types are exact; whether a number is an int, long or double is left to the evaluator. */
    private String typed(Set<ValueType> types, Supplier<String> sql, Bound bound) {
        boolean exact = types.contains(ValueType.NUMBER) || types.stream().noneMatch(SUBTYPES::contains);
        return exact ? sql.get() : exactness.approximate(bound, sql);
    }

    private static String all(List<Predicate> operands, Function<Predicate, String> translation) {
        return operands.isEmpty()
                ? "FALSE"
                : operands.stream().map(translation).collect(Collectors.joining(" AND ", "(", ")"));
    }

    /** Some value at the path, arrays at its end taken as they are, satisfies the condition. */
    private String reaches(Place place, String path, Function<String, String> condition) {
        String alias = conditions.newAlias();
        String source = "jsonb_path_query(" + place.column() + ", " + binds.path(path) + ", '{}', true)";
        return "EXISTS (SELECT 1 FROM " + source + " AS " + alias + "(v) WHERE " + condition.apply(alias + ".v") + ")";
    }

    private static String isArrayOfSize(String value, int size) {
        return "(CASE WHEN jsonb_typeof(" + value + ") = 'array' THEN jsonb_array_length(" + value + ") = " + size
                + " ELSE FALSE END)";
    }

    private static String elements(String value, String alias) {
        return "jsonb_array_elements(CASE WHEN jsonb_typeof(" + value + ") = 'array' THEN " + value
                + " ELSE '[]'::jsonb END) AS " + alias + "(v)";
    }

    private String anyItem(String value, Query condition, Bound bound) {
        String alias = conditions.newAlias();
        return "EXISTS (SELECT 1 FROM " + elements(value, alias) + " WHERE "
                + conditions.condition(condition, Place.element(alias), bound) + ")";
    }

    private String anyObject(String value, Query condition, Bound bound) {
        String alias = conditions.newAlias();
        String type = "jsonb_typeof(" + alias + ".v)";
        String object =
                "(" + type + " = 'object' AND " + conditions.condition(condition, Place.element(alias), bound) + ")";
        return "EXISTS (SELECT 1 FROM " + elements(value, alias) + " WHERE " + object
                + (arraysMay(condition, bound) ? " OR " + type + " = 'array'" : "") + ")";
    }

    /** Whether elements that are arrays match: taken as objects, they have members named by indexes only. */
    private static boolean arraysMay(Query condition, Bound bound) {
        return namesIndex(condition) ? bound == Bound.UPPER : Evaluator.matchesElement(condition, NODES.objectNode());
    }

    private static boolean namesIndex(Query condition) {
        return switch (condition) {
            case Query.And and -> and.operands().stream().anyMatch(ValueConditions::namesIndex);
            case Query.Or or -> or.operands().stream().anyMatch(ValueConditions::namesIndex);
            case Query.Not not -> namesIndex(not.operand());
            case Query.Test(Subject subject, Predicate predicate) ->
                subject instanceof Subject.Member(List<String> path) && JsonPaths.mayBeIndex(path);
            case Query.Entry entry -> false;
            case Query.AnyEntry entry -> false;
            case Query.EntryCount count -> false;
            case Query.Compare compare -> false;
        };
    }
}
