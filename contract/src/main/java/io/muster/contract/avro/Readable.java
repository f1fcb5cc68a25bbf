package io.muster.contract.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A message for people: plain JSON without the marks of unions, bytes as text where they are UTF-8 and as Base64 where
 * they are not. Fields that the schema marks as {@code "secret"} show {@code [hidden]}. The {@code toString} of the
 * generated records hides nothing; use this wherever a message is printed or logged.
 */
public final class Readable {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Readable() {}

    /** The record with its fields in the order of the schema. */
    public static ObjectNode json(IndexedRecord record) {
        ObjectNode json = JSON.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            boolean hidden = value != null && Boolean.TRUE.equals(field.getObjectProp("secret"));
            json.set(field.name(), hidden ? JSON.textNode("[hidden]") : value(value));
        }
        return json;
    }

    private static JsonNode value(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Boolean flag -> JSON.booleanNode(flag);
            case ByteBuffer bytes -> JSON.textNode(text(bytes));
            case IndexedRecord record -> json(record);
            case List<?> list -> array(list);
            case Map<?, ?> map -> object(map);
            case Object text -> JSON.textNode(text.toString());
        };
    }

    private static JsonNode array(List<?> list) {
        ArrayNode array = JSON.arrayNode();
        list.forEach(element -> array.add(value(element)));
        return array;
    }

    private static JsonNode object(Map<?, ?> map) {
        ObjectNode object = JSON.objectNode();
        map.forEach((key, element) -> object.set(String.valueOf(key), value(element)));
        return object;
    }

    private static String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException binary) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return "base64:" + Base64.getEncoder().encodeToString(copy);
        }
    }
}
