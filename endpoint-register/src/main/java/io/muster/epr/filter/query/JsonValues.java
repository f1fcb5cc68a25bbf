package io.muster.epr.filter.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalInt;

/** Equality and order of JSON values as the query language sees them. */
public final class JsonValues {

    private JsonValues() {}

    /**
     * Whether two values are the same: numbers by value whatever their notation, objects whatever their member order.
     * A missing value equals nothing.
     */
    public static boolean same(JsonNode a, JsonNode b) {
        return switch (a.getNodeType()) {
            case STRING -> b.isTextual() && a.textValue().equals(b.textValue());
            case NUMBER -> b.isNumber() && compareNumbers(a, b) == 0;
            case BOOLEAN -> b.isBoolean() && a.booleanValue() == b.booleanValue();
            case NULL -> b.isNull();
            case ARRAY -> b.isArray() && sameElements(a, b);
            case OBJECT -> b.isObject() && sameMembers(a, b);
            case MISSING, BINARY, POJO -> false;
        };
    }

    private static boolean sameElements(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<JsonNode> others = b.iterator();
        for (JsonNode element : a) {
            if (!same(element, others.next())) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameMembers(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> member : a.properties()) {
            JsonNode other = b.get(member.getKey());
            if (other == null || !same(member.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    /** The order of two scalars of the same type; empty if they are of different types or not scalars. */
    public static OptionalInt compare(JsonNode a, JsonNode b) {
        if (a.isTextual() && b.isTextual()) {
            return OptionalInt.of(compareStrings(a.textValue(), b.textValue()));
        }
        if (a.isNumber() && b.isNumber()) {
            return OptionalInt.of(compareNumbers(a, b));
        }
        if (a.isBoolean() && b.isBoolean()) {
            return OptionalInt.of(Boolean.compare(a.booleanValue(), b.booleanValue()));
        }
        return a.isNull() && b.isNull() ? OptionalInt.of(0) : OptionalInt.empty();
    }

    private static int compareNumbers(JsonNode a, JsonNode b) {
        if (a.canConvertToLong() && b.canConvertToLong() && a.isIntegralNumber() && b.isIntegralNumber()) {
            return Long.compare(a.longValue(), b.longValue());
        }
        BigDecimal left = a.decimalValue();
        return left.compareTo(b.decimalValue());
    }

    /** Order by code point, which is also the order of the UTF-8 bytes; {@link String#compareTo} differs beyond U+FFFF. */
    public static int compareStrings(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                boolean oneIsSupplementary = Character.isSurrogate(left) != Character.isSurrogate(right);
                return oneIsSupplementary
                        ? Boolean.compare(Character.isSurrogate(left), Character.isSurrogate(right))
                        : Character.compare(left, right);
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
