package io.muster.epr.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/** How large JSON is at most when it is written, found without writing it. */
final class WrittenSize {

    /** Of a character: an escape of six. Every other one takes three bytes or less. */
    private static final int CHARACTER = 6;

    /** Two quotes, a colon and a comma. */
    private static final int PUNCTUATION = 4;

    private static final int LONGEST_INTEGER = 20;

    private WrittenSize() {}

    /** No fewer bytes than those of the value in UTF-8 without white space. */
    static long atMost(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                long sum = PUNCTUATION;
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    sum += text(member.getKey()) + atMost(member.getValue());
                }
                yield sum;
            }
            case ArrayNode array -> {
                long sum = PUNCTUATION;
                for (JsonNode element : array) {
                    sum += atMost(element) + PUNCTUATION;
                }
                yield sum;
            }
            case TextNode text -> text(text.textValue());
            case JsonNode number when number.isInt() || number.isLong() -> LONGEST_INTEGER + PUNCTUATION;
            // The text of what is written, whatever its size; true, false and null too.
            case JsonNode scalar -> text(scalar.asText());
        };
    }

    private static long text(String text) {
        return (long) CHARACTER * text.length() + PUNCTUATION;
    }
}
