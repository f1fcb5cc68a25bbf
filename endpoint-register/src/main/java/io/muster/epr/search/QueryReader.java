package io.muster.epr.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.epr.filter.query.ParsedQuery;
import io.muster.epr.filter.query.Query;
import io.muster.epr.filter.query.QueryLimits;
import io.muster.epr.filter.query.QueryParser;

/** Reads queries in the forms callers send them. */
public final class QueryReader {

    private final QueryParser parser;

    /** @param limits of one query */
    public QueryReader(QueryLimits limits) {
        this.parser = new QueryParser(limits);
    }

    /**
     * A query that was understood.
     *
     * @param text as it was sent
     */
    public record Read(ObjectNode text, Query query) {}

    /**
     * Reads a query given as an object, or as a string that holds one.
     *
     * @param member name of the member it stands in, for the refusal
     * @throws Refused 400 naming the place and the rule
     */
    public Read read(String member, JsonNode given) {
        JsonNode query = given.isTextual() ? parsed(member, given.textValue()) : given;
        if (!(query instanceof ObjectNode object)) {
            throw Refusal.malformed("Member \"%s\" must be a query: a JSON object, or a string that holds one"
                            .formatted(member))
                    .refused();
        }
        return switch (parser.parse(object)) {
            case ParsedQuery.Valid valid -> new Read(object, valid.query());
            case ParsedQuery.InvalidQuery invalid -> throw invalid.refusal().refused();
        };
    }

    private static JsonNode parsed(String member, String text) {
        try {
            return Json.parse(text, Json.MAX_DEPTH);
        } catch (Refused malformed) {
            throw Refusal.malformed("Member \"%s\" must hold a query as JSON: %s"
                            .formatted(member, malformed.refusal().message()))
                    .refused();
        }
    }

    /**
     * Reads {@code metadataFilter}: a query as JSON, or {@code key=value[,key=value]}, where a value that looks like a
     * number, true or false matches the text, too.
     *
     * @throws Refused 400
     */
    public Query metadataFilter(String text) {
        if (text.strip().startsWith("{")) {
            return read("metadataFilter", JsonNodeFactory.instance.textNode(text))
                    .query();
        }
        ObjectNode query = JsonNodeFactory.instance.objectNode();
        ArrayNode all = query.putArray("$and");
        for (String condition : text.split(",", -1)) {
            String[] parts = condition.split("=", 2);
            if (parts.length < 2 || parts[0].isBlank()) {
                throw Refusal.malformed(
                                "Query parameter \"metadataFilter\" must be key=value[,key=value] or a query as JSON, but"
                                        + " holds \"" + condition + "\"")
                        .refused();
            }
            ArrayNode values =
                    all.addObject().putObject("metadata." + parts[0].strip()).putArray("$in");
            values.add(parts[1]);
            scalar(parts[1], values);
        }
        return read("metadataFilter", query).query();
    }

    private static void scalar(String text, ArrayNode values) {
        try {
            JsonNode value = Json.parse(text, 1);
            if (value.isNumber() || value.isBoolean()) {
                values.add(value);
            }
        } catch (Refused plainText) {
            // Most values are words, which are no JSON.
        }
    }
}
