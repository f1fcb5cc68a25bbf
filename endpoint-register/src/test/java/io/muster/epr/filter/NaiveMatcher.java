package io.muster.epr.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The slow, plain reading of the query language: works on the JSON of the query, not on the parsed tree, and on the
 * document with its array of key and value pairs written out. It shares no code with the product.
 */
final class NaiveMatcher {
    private static final JsonNode MISSING = MissingNode.getInstance();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode metadata;
    private final ObjectNode endpoint;

    NaiveMatcher(String version, ObjectNode metadata) {
        this.metadata = metadata;
        this.endpoint = NODES.objectNode().put("application_version", version);
        ArrayNode array = endpoint.putArray("metadata");
        metadata.properties()
                .forEach(e -> array.addObject().put("key", e.getKey()).set("value", e.getValue()));
    }

    boolean matches(JsonNode query) {
        return document(query, endpoint);
    }

    private boolean document(JsonNode query, JsonNode document) {
        return query.properties().stream().allMatch(m -> member(m.getKey(), m.getValue(), document));
    }

    private boolean member(String name, JsonNode operand, JsonNode document) {
        return switch (name) {
            case "$and" -> stream(operand).allMatch(q -> document(q, document));
            case "$or" -> stream(operand).anyMatch(q -> document(q, document));
            case "$nor" -> stream(operand).noneMatch(q -> document(q, document));
            case "$compare" -> compare(operand);
            default -> isDotted(name) ? dotted(name, operand) : field(document, name, operand);
        };
    }

    private static boolean isDotted(String name) {
        return name.matches("metadata\\.(?!(key|value)($|\\.)).*");
    }

    /** Rewrites metadata.key.path into an $elemMatch; only that the key is missing has to be said otherwise. */
    private boolean dotted(String name, JsonNode operand) {
        String[] parts = name.split("\\.", 3);
        if (parts.length == 2 && operand.isObject()) {
            ObjectNode others = operand.deepCopy();
            boolean wantsMissing = false;
            if (others.path("$exists").isBoolean() && !others.path("$exists").booleanValue()) {
                others.remove("$exists");
                wantsMissing = true;
            }
            if (others.path("$not").equals(NODES.objectNode().put("$exists", true))) {
                others.remove("$not");
                wantsMissing = true;
            }
            if (wantsMissing) {
                return !metadata.has(parts[1]) && (others.isEmpty() || dotted(name, others));
            }
        }
        ObjectNode entry = NODES.objectNode().put("key", parts[1]);
        entry.set(parts.length == 2 ? "value" : "value." + parts[2], operand);
        return field(endpoint, "metadata", NODES.objectNode().set("$elemMatch", entry));
    }

    private boolean field(JsonNode document, String path, JsonNode condition) {
        List<JsonNode> whole = new ArrayList<>();
        List<JsonNode> items = new ArrayList<>();
        walk(document, path.split("\\."), 0, whole, items);
        return condition(condition, whole, items);
    }

    /** Collects what a path leads to: arrays at its end as they are, and also split into elements. */
    private static void walk(JsonNode at, String[] path, int depth, List<JsonNode> whole, List<JsonNode> items) {
        JsonNode child = at.isArray() ? element(at, path[depth]) : at.path(path[depth]);
        if (depth + 1 == path.length) {
            whole.add(child);
            if (child.isArray()) {
                child.forEach(items::add);
            }
            items.add(child);
        } else if (child.isObject()) {
            walk(child, path, depth + 1, whole, items);
        } else if (child.isArray()) {
            walkArray(child, path, depth + 1, whole, items);
        } else {
            whole.add(MISSING);
            items.add(MISSING);
        }
    }

    private static void walkArray(
            JsonNode array, String[] path, int depth, List<JsonNode> whole, List<JsonNode> items) {
        for (int i = 0; i < array.size(); i++) {
            JsonNode element = array.get(i);
            if (element.isObject()) {
                walk(element, path, depth, whole, items);
            }
            if (path[depth].equals(String.valueOf(i))) {
                if (depth + 1 == path.length) {
                    whole.add(element);
                    items.add(element);
                } else if (element.isArray()) {
                    walkArray(element, path, depth + 1, whole, items);
                } else if (element.isObject()) {
                    walk(element, path, depth + 1, whole, items);
                }
            }
        }
    }

    private static JsonNode element(JsonNode array, String index) {
        for (int i = 0; i < array.size(); i++) {
            if (index.equals(String.valueOf(i))) {
                return array.get(i);
            }
        }
        return MISSING;
    }

    private boolean condition(JsonNode condition, List<JsonNode> whole, List<JsonNode> items) {
        if (!isOperators(condition)) {
            return items.stream().anyMatch(item -> equal(item, condition));
        }
        return condition.properties().stream()
                .allMatch(m -> operator(m.getKey(), m.getValue(), condition, whole, items));
    }

    private static boolean isOperators(JsonNode node) {
        return node.isObject() && !node.isEmpty() && node.fieldNames().next().startsWith("$");
    }

    private boolean operator(
            String name, JsonNode operand, JsonNode siblings, List<JsonNode> whole, List<JsonNode> items) {
        return switch (name) {
            case "$eq" -> items.stream().anyMatch(item -> equal(item, operand));
            case "$ne" -> items.stream().noneMatch(item -> equal(item, operand));
            case "$gt" -> items.stream().anyMatch(item -> ordered(item, operand, o -> o > 0));
            case "$gte" -> items.stream().anyMatch(item -> ordered(item, operand, o -> o >= 0));
            case "$lt" -> items.stream().anyMatch(item -> ordered(item, operand, o -> o < 0));
            case "$lte" -> items.stream().anyMatch(item -> ordered(item, operand, o -> o <= 0));
            case "$in" -> items.stream().anyMatch(item -> stream(operand).anyMatch(c -> equal(item, c)));
            case "$nin" -> items.stream().noneMatch(item -> stream(operand).anyMatch(c -> equal(item, c)));
            case "$options" -> true;
            case "$regex" -> {
                Pattern pattern =
                        pattern(operand.textValue(), siblings.path("$options").asText());
                yield items.stream()
                        .anyMatch(i ->
                                i.isTextual() && pattern.matcher(i.textValue()).find());
            }
            case "$exists" -> items.stream().anyMatch(i -> !i.isMissingNode()) == operand.booleanValue();
            case "$type" -> {
                List<JsonNode> types = operand.isArray() ? stream(operand).toList() : List.of(operand);
                yield items.stream().anyMatch(i -> types.stream().anyMatch(t -> isOf(i, t.asText())));
            }
            case "$size" -> whole.stream().anyMatch(w -> w.isArray() && w.size() == operand.intValue());
            case "$all" ->
                !operand.isEmpty()
                        && stream(operand)
                                .allMatch(c -> c.has("$elemMatch")
                                        ? operator("$elemMatch", c.get("$elemMatch"), c, whole, items)
                                        : items.stream().anyMatch(i -> equal(i, c)));
            case "$not" -> !condition(operand, whole, items);
            case "$elemMatch" -> elemMatch(operand, whole);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private boolean elemMatch(JsonNode operand, List<JsonNode> whole) {
        boolean ofValues = isOperators(operand)
                && !List.of("$and", "$or", "$nor").contains(operand.fieldNames().next());
        BiPredicate<JsonNode, JsonNode> test = ofValues
                ? (element, query) -> condition(query, List.of(element), List.of(element))
                : (element, query) -> element.isContainerNode() && document(query, element);
        return whole.stream().filter(JsonNode::isArray).anyMatch(array -> stream(array)
                .anyMatch(element -> test.test(element, operand)));
    }

    private static Pattern pattern(String regex, String options) {
        return Pattern.compile(
                regex, options.chars().map(c -> c == 'i' ? 1 : c == 's' ? 2 : 4).sum());
    }

    private static boolean isOf(JsonNode value, String type) {
        return switch (type) {
            case "number" -> value.isNumber();
            case "string", "2" -> value.isTextual();
            case "object" -> value.isObject();
            case "array", "4" -> value.isArray();
            case "bool" -> value.isBoolean();
            case "null" -> value.isNull();
            case "int" -> value.isNumber() && whole(value, 31);
            case "long" -> value.isNumber() && whole(value, 63) && !whole(value, 31);
            case "double" -> value.isNumber() && !whole(value, 63);
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static boolean whole(JsonNode number, int bits) {
        var limit = BigDecimal.TWO.pow(bits);
        var value = number.decimalValue();
        return value.remainder(BigDecimal.ONE).signum() == 0
                && value.compareTo(limit) < 0
                && value.compareTo(limit.negate()) >= 0;
    }

    private static boolean equal(JsonNode a, JsonNode b) {
        if (a.isMissingNode() || a.isNull()) {
            return b.isNull();
        }
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.isArray() && b.isArray()) {
            return a.size() == b.size() && IntStream.range(0, a.size()).allMatch(i -> equal(a.get(i), b.get(i)));
        }
        if (a.isObject() && b.isObject()) {
            return a.size() == b.size()
                    && a.properties().stream()
                            .allMatch((Map.Entry<String, JsonNode> m) ->
                                    b.has(m.getKey()) && equal(m.getValue(), b.get(m.getKey())));
        }
        return a.equals(b);
    }

    private static boolean ordered(JsonNode a, JsonNode b, IntPredicate accepts) {
        if (a.isTextual() && b.isTextual()) {
            return accepts.test(Arrays.compareUnsigned(
                    a.textValue().getBytes(StandardCharsets.UTF_8),
                    b.textValue().getBytes(StandardCharsets.UTF_8)));
        }
        if (a.isNumber() && b.isNumber()) {
            return accepts.test(a.decimalValue().compareTo(b.decimalValue()));
        }
        if (a.isBoolean() && b.isBoolean()) {
            return accepts.test(Boolean.compare(a.booleanValue(), b.booleanValue()));
        }
        return (a.isMissingNode() || a.isNull()) && b.isNull() && accepts.test(0);
    }

    private boolean compare(JsonNode operands) {
        List<JsonNode> left = side(operands.get(0).textValue());
        List<JsonNode> right = side(operands.get(2).textValue());
        String operator = operands.get(1).textValue();
        BiPredicate<JsonNode, JsonNode> equal = (a, b) -> !a.isContainerNode() && equal(a, b);
        return switch (operator) {
            case "$eq" -> pairs(left, right, equal);
            case "$ne" -> !left.isEmpty() && !right.isEmpty() && !pairs(left, right, equal);
            case "$gt" -> pairs(left, right, (a, b) -> ordered(a, b, o -> o > 0));
            case "$gte" -> pairs(left, right, (a, b) -> ordered(a, b, o -> o >= 0));
            case "$lt" -> pairs(left, right, (a, b) -> ordered(a, b, o -> o < 0));
            case "$lte" -> pairs(left, right, (a, b) -> ordered(a, b, o -> o <= 0));
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private List<JsonNode> side(String operand) {
        List<JsonNode> items = new ArrayList<>();
        if (operand.equals("application_version")) {
            items.add(endpoint.get(operand));
        } else if (metadata.has(operand.split("\\.")[1])) {
            walk(metadata, operand.substring("metadata.".length()).split("\\."), 0, new ArrayList<>(), items);
        }
        items.removeIf(JsonNode::isMissingNode);
        return items;
    }

    private static boolean pairs(List<JsonNode> left, List<JsonNode> right, BiPredicate<JsonNode, JsonNode> test) {
        return left.stream().anyMatch(a -> right.stream().anyMatch(b -> test.test(a, b)));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
