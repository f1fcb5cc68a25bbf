package io.muster.epr.filter.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/** Brings literals of a query into one form: numbers without superfluous zeros, nothing the database cannot hold. */
final class Constants {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Constants() {}

    /** What a value is, in words. */
    static String kindOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case NULL -> "null";
            default -> "a " + node.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }

    static JsonNode of(JsonNode node, Position at, QueryLimits limits) {
        return switch (node.getNodeType()) {
            case NUMBER -> number(node, at, limits.maxNumberDigits());
            case STRING -> {
                checkText(node.textValue(), at);
                yield NODES.textNode(node.textValue());
            }
            case BOOLEAN -> NODES.booleanNode(node.booleanValue());
            case NULL -> NODES.nullNode();
            case ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                for (JsonNode element : node) {
                    array.add(of(element, at.element(array.size()), limits));
                }
                yield array;
            }
            case OBJECT -> {
                ObjectNode object = NODES.objectNode();
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    checkText(member.getKey(), at);
                    object.set(member.getKey(), of(member.getValue(), at.member(member.getKey()), limits));
                }
                yield object;
            }
            case BINARY, MISSING, POJO -> throw new QueryRefused(at, "is not a JSON value");
        };
    }

    private static JsonNode number(JsonNode node, Position at, int maxDigits) {
        if (node.isFloatingPointNumber() && !node.isBigDecimal() && !Double.isFinite(node.doubleValue())) {
            throw new QueryRefused(at, "is not a finite number");
        }
        BigDecimal plain = node.decimalValue().stripTrailingZeros();
        if (plain.scale() > maxDigits || (long) plain.precision() - plain.scale() > maxDigits) {
            throw new QueryRefused(at, "has more digits before or after the point than the " + maxDigits + " allowed");
        }
        return DecimalNode.valueOf(plain.scale() < 0 ? plain.setScale(0) : plain);
    }

    /** Refuses text that no metadata can contain: the database holds neither U+0000 nor lone surrogates. */
    static void checkText(String text, Position at) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == 0 || (Character.isSurrogate(c) && !pair)) {
                throw new QueryRefused(at, "contains U+0000 or half a surrogate pair, which no metadata can contain");
            }
            i += pair ? 1 : 0;
        }
    }
}
