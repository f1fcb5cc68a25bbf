package io.muster.epr.filter.index;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A condition without which a query cannot hold: the version, or the value of a key or one of its elements, is among
 * these scalars.
 *
 * @param subject a version or a key
 * @param values scalars as {@link #scalar} makes them
 */
record Gate(Trigger subject, Set<Object> values) {
    private static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    static Gate of(Trigger subject, List<JsonNode> constants) {
        return new Gate(subject, constants.stream().map(Gate::scalar).collect(Collectors.toUnmodifiableSet()));
    }

    /** Hands over the scalars by which a gate could open for a value: itself, or its elements if it is an array. */
    static void keysOf(JsonNode value, Consumer<Object> each) {
        if (value.isArray()) {
            value.forEach(element -> keyOf(element, each));
        } else {
            keyOf(value, each);
        }
    }

    private static void keyOf(JsonNode value, Consumer<Object> each) {
        if (value.isValueNode()) {
            each.accept(scalar(value));
        }
    }

    /** A value that is equal for equal scalars: numbers of any notation alike. */
    private static Object scalar(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> value.decimalValue().stripTrailingZeros();
            case BOOLEAN -> value.booleanValue();
            case NULL -> NULL;
            case STRING, BINARY, POJO, MISSING, ARRAY, OBJECT -> value.asText();
        };
    }
}
