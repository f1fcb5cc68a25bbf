package io.muster.epr.filter.query;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;

/** Reads queries of the filter language (docs/filters.md). Immutable and safe for use by many threads. */
public final class QueryParser {
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(JsonNode.class);

    private final QueryLimits limits;

    public QueryParser(QueryLimits limits) {
        this.limits = limits;
    }

    /** Parses a query given as JSON text. */
    public ParsedQuery parse(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > limits.maxBytes()) {
            return tooLong();
        }
        try {
            JsonNode node = READER.readTree(text);
            return node.isMissingNode()
                    ? new ParsedQuery.InvalidQuery("", "must be a JSON object, but the text is empty")
                    : parse(node);
        } catch (JsonProcessingException e) {
            return new ParsedQuery.InvalidQuery("", "not valid JSON: " + e.getOriginalMessage() + where(e));
        }
    }

    /** Parses a query given as a JSON value. */
    public ParsedQuery parse(JsonNode node) {
        if (deeperThan(node, limits.maxDepth())) {
            return new ParsedQuery.InvalidQuery("", "nested deeper than the limit max-depth of " + limits.maxDepth());
        }
        if (node.toString().getBytes(StandardCharsets.UTF_8).length > limits.maxBytes()) {
            return tooLong();
        }
        try {
            return new ParsedQuery.Valid(new DocumentParser(limits).root(node));
        } catch (Refused refused) {
            return refused.asOutcome();
        }
    }

    private ParsedQuery tooLong() {
        return new ParsedQuery.InvalidQuery(
                "", "longer than the limit max-bytes of " + limits.maxBytes() + " bytes of JSON");
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static boolean deeperThan(JsonNode node, int levels) {
        if (!node.isContainerNode()) {
            return false;
        }
        if (levels == 0) {
            return true;
        }
        for (JsonNode child : node) {
            if (deeperThan(child, levels - 1)) {
                return true;
            }
        }
        return false;
    }
}
