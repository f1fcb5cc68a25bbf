package io.muster.epr.filter.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prints a query tree in the query language, one form for all spellings of the same query. Parsing the result gives an
 * equal tree.
 */
public final class CanonicalForm {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private CanonicalForm() {}

    /** The query as a query document. */
    public static ObjectNode of(Query query) {
        return switch (query) {
            case Query.And(List<Query> operands) -> conjunction(operands);
            case Query.Or(List<Query> operands) -> list("$or", operands);
            case Query.Not(Query.Test(Subject subject, Predicate predicate))
            when negation(predicate).isPresent() ->
                field(subject, negation(predicate).get());
            case Query.Not(Query.Or(List<Query> operands)) -> list("$nor", operands);
            case Query.Not(Query operand) -> list("$nor", List.of(operand));
            case Query.Test(Subject subject, Predicate predicate) -> field(subject, condition(predicate));
            case Query.Entry(String key, Query condition) -> {
                Query demand = new Query.Test(new Subject.Key(), new Predicate.Equal(NODES.textNode(key)));
                yield member("metadata", member("$elemMatch", of(Query.and(List.of(demand, condition)))));
            }
            case Query.AnyEntry(Query condition) -> member("metadata", member("$elemMatch", of(condition)));
            case Query.EntryCount(int count) -> member("metadata", member("$size", NODES.numberNode(count)));
            case Query.Compare(Operand left, Comparison comparison, Operand right) ->
                member(
                        "$compare",
                        NODES.arrayNode()
                                .add(operand(left))
                                .add(comparison.operator())
                                .add(operand(right)));
        };
    }

    /** One object for all operands, or {@code $and} where two of them would need the same member. */
    private static ObjectNode conjunction(List<Query> operands) {
        ObjectNode merged = NODES.objectNode();
        String last = "";
        for (Query operand : operands) {
            Map.Entry<String, JsonNode> member =
                    of(operand).properties().iterator().next();
            JsonNode present = merged.get(member.getKey());
            if (present == null) {
                merged.set(member.getKey(), member.getValue());
            } else if (last.equals(member.getKey()) && areDistinctOperators(present, member.getValue())) {
                ((ObjectNode) present).setAll((ObjectNode) member.getValue());
            } else {
                return list("$and", operands);
            }
            last = member.getKey();
        }
        return merged;
    }

    private static boolean areDistinctOperators(JsonNode a, JsonNode b) {
        return a.isObject() && b.isObject() && b.properties().stream().noneMatch(operator -> a.has(operator.getKey()));
    }

    private static ObjectNode list(String operator, List<Query> operands) {
        ArrayNode array = NODES.arrayNode();
        operands.forEach(operand -> array.add(of(operand)));
        return member(operator, array);
    }

    private static ObjectNode member(String name, JsonNode value) {
        return NODES.objectNode().set(name, value);
    }

    private static ObjectNode field(Subject subject, ObjectNode condition) {
        JsonNode equal = condition.path("$eq");
        boolean implicit = !equal.isMissingNode() && !equal.isObject();
        return member(nameOf(subject), implicit ? equal : condition);
    }

    private static String nameOf(Subject subject) {
        return switch (subject) {
            case Subject.Version() -> "application_version";
            case Subject.Key() -> "key";
            case Subject.Value(List<String> path) -> path.isEmpty() ? "value" : "value." + String.join(".", path);
            case Subject.Member(List<String> path) -> String.join(".", path);
            case Subject.Item() -> "";
        };
    }

    private static String operand(Operand operand) {
        return switch (operand) {
            case Operand.Version() -> "application_version";
            case Operand.Metadata(String key, List<String> path) ->
                "metadata." + key + (path.isEmpty() ? "" : "." + String.join(".", path));
        };
    }

    /** The negation of a predicate, where the language has an operator of its own for it. */
    private static Optional<ObjectNode> negation(Predicate predicate) {
        if (predicate instanceof Predicate.Equal(JsonNode constant)) {
            return Optional.of(member("$ne", constant));
        }
        if (predicate instanceof Predicate.In(List<JsonNode> constants)) {
            return Optional.of(member("$nin", array(constants)));
        }
        return predicate instanceof Predicate.Exists
                ? Optional.of(member("$exists", NODES.booleanNode(false)))
                : Optional.empty();
    }

    private static ObjectNode condition(Predicate predicate) {
        return switch (predicate) {
            case Predicate.Equal(JsonNode constant) -> member("$eq", constant);
            case Predicate.Order(Comparison comparison, JsonNode constant) -> member(comparison.operator(), constant);
            case Predicate.In(List<JsonNode> constants) -> member("$in", array(constants));
            case Predicate.Matches(Regex regex) -> {
                ObjectNode node = member("$regex", NODES.textNode(regex.pattern()));
                yield regex.options().isEmpty() ? node : node.put("$options", regex.options());
            }
            case Predicate.Exists() -> member("$exists", NODES.booleanNode(true));
            case Predicate.OfType(var types) ->
                member(
                        "$type",
                        array(types.stream()
                                .sorted()
                                .map(type -> (JsonNode) NODES.textNode(type.alias()))
                                .toList()));
            case Predicate.Size(int size) -> member("$size", NODES.numberNode(size));
            case Predicate.All(List<Predicate> operands) -> {
                ArrayNode array = NODES.arrayNode();
                for (Predicate operand : operands) {
                    array.add(operand instanceof Predicate.Equal(JsonNode constant) ? constant : condition(operand));
                }
                yield member("$all", array);
            }
            case Predicate.AnyObject(Query condition) -> member("$elemMatch", of(condition));
            case Predicate.AnyItem(Query condition) -> member("$elemMatch", items(condition));
        };
    }

    /** Conditions on an array element itself: operators without a field name. */
    private static ObjectNode items(Query query) {
        ObjectNode merged = NODES.objectNode();
        for (Query conjunct : Query.conjuncts(query)) {
            ObjectNode next = item(conjunct);
            // Only $ne, $nin and $exists have two spellings, and a parsed object holds $not at most once.
            merged.setAll(merged.has(next.fieldNames().next()) ? negated(conjunct) : next);
        }
        return merged;
    }

    private static ObjectNode item(Query query) {
        return switch (query) {
            case Query.Test(Subject.Item(), Predicate predicate) -> condition(predicate);
            case Query.Not(Query.Test(Subject.Item(), Predicate predicate)) ->
                negation(predicate).orElseGet(() -> negated(query));
            default -> negated(query);
        };
    }

    private static ObjectNode negated(Query query) {
        Query operand = query instanceof Query.Not(Query inner) ? inner : new Query.Not(query);
        return member("$not", items(operand));
    }

    private static ArrayNode array(List<JsonNode> elements) {
        return NODES.arrayNode().addAll(elements);
    }
}
