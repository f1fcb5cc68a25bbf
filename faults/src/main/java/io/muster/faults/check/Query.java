package io.muster.faults.check;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The query language of filters, as far as the workload uses it, in its plainest form: what stored membership is compared
 * with.
 */
final class Query {

    private Query() {}

    /** Whether an endpoint belongs to the filter. */
    static boolean matches(JsonNode query, Document document) {
        return query.properties().stream().allMatch(member -> switch (member.getKey()) {
            case "$or" -> member.getValue().valueStream().anyMatch(one -> matches(one, document));
            case "$and" -> member.getValue().valueStream().allMatch(one -> matches(one, document));
            case "application_version" -> member.getValue().asText().equals(document.version());
            case "metadata" -> key(member.getValue(), document);
            default -> throw new IllegalArgumentException("not understood here: " + query);
        });
    }

    private static boolean key(JsonNode condition, Document document) {
        if (condition.has("$not")) {
            return !key(condition.path("$not"), document);
        }
        JsonNode element = condition.path("$elemMatch");
        JsonNode stored = document.metadata().path(element.path("key").asText());
        JsonNode wanted = element.path("value");
        if (stored.isMissingNode() || wanted.isMissingNode()) {
            return !stored.isMissingNode();
        }
        if (wanted.has("$gte")) {
            return stored.isNumber() && stored.asInt() >= wanted.path("$gte").asInt();
        }
        return stored.equals(wanted);
    }
}
