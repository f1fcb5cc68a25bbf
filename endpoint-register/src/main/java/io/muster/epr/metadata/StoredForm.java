package io.muster.epr.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Map;

/**
 * Brings JSON into the form in which it comes back from PostgreSQL, so that what is decided, published and compared is
 * what is stored: {@code jsonb} keeps every digit but writes {@code 1e3} as {@code 1000}.
 */
final class StoredForm {

    private static final int INT_BITS = 31;
    private static final int LONG_BITS = 63;

    private StoredForm() {}

    static ObjectNode of(ObjectNode object) {
        ObjectNode stored = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            stored.set(member.getKey(), value(member.getValue()));
        }
        return stored;
    }

    private static JsonNode value(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> of(object);
            case ArrayNode array -> {
                ArrayNode stored = JsonNodeFactory.instance.arrayNode(array.size());
                array.forEach(element -> stored.add(value(element)));
                yield stored;
            }
            case JsonNode number
            when number.isBigDecimal() && number.decimalValue().scale() <= 0 ->
                integer(number.decimalValue().toBigIntegerExact());
            case JsonNode scalar -> scalar;
        };
    }

    private static JsonNode integer(BigInteger number) {
        if (number.bitLength() <= INT_BITS) {
            return IntNode.valueOf(number.intValue());
        }
        return number.bitLength() <= LONG_BITS ? LongNode.valueOf(number.longValue()) : BigIntegerNode.valueOf(number);
    }
}
