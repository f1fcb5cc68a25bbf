package io.muster.epr.filter.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import java.nio.charset.StandardCharsets;

/** Reads queries of the filter language (docs/filters.md). Immutable and safe for use by many threads. */
public final class QueryParser {
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
            return parse(Json.parse(text, Json.MAX_DEPTH));
        } catch (Refused malformed) {
            return new ParsedQuery.InvalidQuery("", malformed.refusal().message());
        }
    }

    /** Parses a query given as a JSON value. */
    public ParsedQuery parse(JsonNode node) {
        if (deeperThan(node, limits.maxDepth())) {
            return new ParsedQuery.InvalidQuery(
                    "", "nested deeper than the limit kaa.epr.filters.max-query-depth of " + limits.maxDepth());
        }
        if (node.toString().getBytes(StandardCharsets.UTF_8).length > limits.maxBytes()) {
            return tooLong();
        }
        try {
            return new ParsedQuery.Valid(new DocumentParser(limits).root(node));
        } catch (QueryRefused refused) {
            return refused.asOutcome();
        }
    }

    private ParsedQuery tooLong() {
        return new ParsedQuery.InvalidQuery(
                "", "longer than the limit kaa.epr.filters.max-query-size of " + limits.maxBytes() + " bytes of JSON");
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
