package io.muster.epr.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.endpoint.Endpoint;
import io.muster.epr.endpoint.FilterLookup;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Endpoints as this API shows them. Clients rely on {@code endpointId} being the first member. */
public final class EndpointJson {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final FilterLookup filters;

    /** @param filters tells which filters endpoints belong to */
    public EndpointJson(FilterLookup filters) {
        this.filters = filters;
    }

    /** One item per endpoint, with what is to be included. */
    public ArrayNode list(List<Endpoint> endpoints, Include include) {
        Map<String, List<String>> filtersOf = include.filters()
                ? filters.filtersOf(endpoints.stream().map(Endpoint::id).toList())
                : Map.of();
        ArrayNode items = JsonNodeFactory.instance.arrayNode(endpoints.size());
        for (Endpoint endpoint : endpoints) {
            ObjectNode item = items.addObject();
            item.put("endpointId", endpoint.id());
            item.put("createdDate", time(endpoint.createdAt()));
            item.set("appVersion", appVersion(endpoint));
            if (include.metadata()) {
                item.set("metadata", endpoint.metadata());
            }
            endpoint.metadataUpdatedAt().ifPresent(at -> item.put("metadataUpdatedDate", time(at)));
            if (include.filters()) {
                ArrayNode ids = item.putArray("filters");
                filtersOf.getOrDefault(endpoint.id(), List.of()).forEach(ids::add);
            }
        }
        return items;
    }

    /** The application version of an endpoint. */
    static ObjectNode appVersion(Endpoint endpoint) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", endpoint.appVersion())
                .put("registeredDate", time(endpoint.appVersionSince()));
    }

    /** ISO 8601 in UTC with milliseconds. */
    public static String time(Instant time) {
        return TIME.format(time);
    }
}
