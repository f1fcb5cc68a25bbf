package io.muster.epr.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.query.ParsedQuery;
import io.muster.epr.filter.query.Query;
import io.muster.epr.filter.query.QueryLimits;
import io.muster.epr.filter.query.QueryParser;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Random documents and queries out of a small world of keys and values, so that they often meet. The same seed gives the
 * same samples.
 */
final class Samples {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final QueryParser PARSER = new QueryParser(QueryLimits.DEFAULT);

    private static final List<String> KEYS = List.of("a", "b", "city", "key", "value", "0", "Ж_1");
    private static final List<String> NAMES = List.of("a", "b", "city", "0", "1", "q\"u'o");
    private static final List<String> VERSIONS = List.of("kettle-v1", "kettle-v2", "lamp");
    private static final List<JsonNode> SCALARS = List.of(
            json("1"),
            json("1.0"),
            json("100e-2"),
            json("-1"),
            json("0"),
            json("-0.0"),
            json("2.5"),
            json("10000000000"),
            json("1e30"),
            json("0.1"),
            json("0.10000000000000000000001"),
            json("\"\""),
            json("\"a\""),
            json("\"ab\""),
            json("\"kettle-v1\""),
            json("\"1\""),
            json("\"Lviv\""),
            json("\"\\uFFFD\""),
            json("\"\\uD83D\\uDE00\""),
            json("\"q\\\"u'o\\\\te\\n$1\""),
            json("true"),
            json("false"),
            json("null"),
            json("null"));
    private static final List<String> REGEXES =
            List.of("^a", "^ab?", "l", "^Lv", "b$", "^$", ".", "^kettle-v1", "^a.|b");
    private static final List<String> OPTIONS = List.of("", "i", "ms");
    private static final List<String> ORDERS = List.of("$gt", "$gte", "$lt", "$lte");
    private static final List<String> TYPES =
            List.of("number", "string", "object", "array", "bool", "null", "int", "long", "double");

    private final Random random;

    Samples(long seed) {
        this.random = new Random(seed);
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static Query parsed(JsonNode query) {
        return switch (PARSER.parse(query)) {
            case ParsedQuery.Valid valid -> valid.query();
            case ParsedQuery.InvalidQuery refused ->
                throw new IllegalArgumentException(refused.describe() + " in " + query);
        };
    }

    static Query parsed(String query) {
        return parsed(json(query));
    }

    Document document() {
        ObjectNode metadata = NODES.objectNode();
        for (int i = random.nextInt(5); i > 0; i--) {
            metadata.set(any(KEYS), value(3));
        }
        return new Document(any(VERSIONS), metadata);
    }

    /** The document with a key set or removed, or with another version, or both. */
    Document changed(Document document) {
        ObjectNode metadata = document.metadata().deepCopy();
        for (int i = random.nextInt(3); i > 0; i--) {
            if (random.nextBoolean()) {
                metadata.remove(any(KEYS));
            } else {
                metadata.set(any(KEYS), value(2));
            }
        }
        return new Document(random.nextInt(4) == 0 ? any(VERSIONS) : document.appVersion(), metadata);
    }

    ObjectNode query() {
        return endpointQuery(3);
    }

    <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private JsonNode value(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(5);
        if (kind < 3) {
            return any(SCALARS);
        }
        if (kind == 3) {
            ArrayNode array = NODES.arrayNode();
            IntStream.range(0, random.nextInt(3)).forEach(i -> array.add(value(depth - 1)));
            return array;
        }
        ObjectNode object = NODES.objectNode();
        IntStream.range(0, random.nextInt(3)).forEach(i -> object.set(any(NAMES), value(depth - 1)));
        return object;
    }

    private ObjectNode endpointQuery(int depth) {
        ObjectNode query = NODES.objectNode();
        for (int i = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(2); i > 0; i--) {
            switch (depth == 0 ? random.nextInt(7) : random.nextInt(9)) {
                case 0 -> query.set("application_version", condition(1));
                case 1 -> query.set("metadata", metadata());
                case 2, 3 -> query.set("metadata." + any(KEYS), condition(2));
                case 4, 5 -> query.set("metadata." + any(KEYS).replace("key", "value") + path(), condition(2));
                case 6 -> query.set("$compare", compare());
                default -> query.set(any(List.of("$and", "$or", "$nor")), list(() -> endpointQuery(depth - 1)));
            }
        }
        return query;
    }

    private ObjectNode metadata() {
        return switch (random.nextInt(8)) {
            case 0 -> NODES.objectNode().put("$size", random.nextInt(3));
            case 1 -> NODES.objectNode().put("$exists", random.nextBoolean());
            case 2 -> NODES.objectNode().set("$not", metadata());
            case 3 -> NODES.objectNode().set("$all", list(() -> elemMatch(entryQuery(1))));
            default -> elemMatch(entryQuery(2));
        };
    }

    private static ObjectNode elemMatch(JsonNode query) {
        return NODES.objectNode().set("$elemMatch", query);
    }

    private ObjectNode entryQuery(int depth) {
        ObjectNode query = NODES.objectNode();
        switch (random.nextInt(4)) {
            case 0 -> query.set("key", condition(1));
            case 1, 2 -> query.put("key", any(KEYS));
            default -> {}
        }
        switch (random.nextInt(6)) {
            case 0, 1 -> query.set("value", condition(2));
            case 2, 3 -> query.set("value" + path(), condition(2));
            case 4 -> {
                if (depth > 0) {
                    query.set(any(List.of("$and", "$or", "$nor")), list(() -> entryQuery(depth - 1)));
                }
            }
            default -> {}
        }
        return query;
    }

    private ObjectNode memberQuery(int depth) {
        ObjectNode query = NODES.objectNode();
        if (random.nextInt(8) > 0) {
            query.set(any(NAMES) + (random.nextBoolean() ? path() : ""), condition(depth));
        }
        if (depth > 0 && random.nextInt(4) == 0) {
            query.set(any(List.of("$and", "$or", "$nor")), list(() -> memberQuery(depth - 1)));
        }
        return query;
    }

    private String path() {
        return "." + any(NAMES) + (random.nextInt(3) == 0 ? "." + any(NAMES) : "");
    }

    private JsonNode condition(int depth) {
        return random.nextInt(3) == 0 ? value(2) : operators(depth);
    }

    private ObjectNode operators(int depth) {
        ObjectNode result = NODES.objectNode();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            switch (depth == 0 ? random.nextInt(9) : random.nextInt(13)) {
                case 0 -> result.set("$eq", value(2));
                case 1 -> result.set("$ne", value(2));
                case 2, 3 -> result.set(any(ORDERS), any(SCALARS));
                case 4 -> result.set(any(List.of("$in", "$nin")), list(() -> value(1)));
                case 5 -> result.put("$regex", any(REGEXES)).put("$options", any(OPTIONS));
                case 6 -> result.put("$exists", random.nextBoolean());
                case 7 -> result.put("$size", random.nextInt(3));
                case 8 -> result.set("$type", list(() -> NODES.textNode(any(TYPES))));
                case 9 -> result.set("$all", list(() -> value(2)));
                case 10 -> result.set("$not", operators(depth - 1));
                case 11 -> result.set("$elemMatch", operators(depth - 1));
                default -> result.set("$elemMatch", memberQuery(depth - 1));
            }
        }
        return result;
    }

    private ArrayNode compare() {
        return NODES.arrayNode()
                .add(operand())
                .add(any(List.of("$eq", "$ne", "$gt", "$gte", "$lt", "$lte")))
                .add(operand());
    }

    private String operand() {
        return switch (random.nextInt(4)) {
            case 0 -> "application_version";
            case 1 -> "metadata." + any(KEYS) + path();
            default -> "metadata." + any(KEYS);
        };
    }

    private ArrayNode list(Supplier<? extends JsonNode> element) {
        ArrayNode array = NODES.arrayNode();
        IntStream.range(0, 1 + random.nextInt(2)).forEach(i -> array.add(element.get()));
        return array;
    }
}
