package io.muster.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.acceptance.client.Rest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What the program has stored, as its REST API shows it.
 *
 * @param endpoints by ID
 * @param memberOf the filters each endpoint says it belongs to
 * @param filters by ID
 */
record Stored(Map<String, Document> endpoints, Map<String, Set<String>> memberOf, Map<String, Filter> filters) {
    static final String APPLICATION = "demo_application";
    private static final String FILTERS = "/epr/api/v1/applications/" + APPLICATION + "/filters";
    private static final int PAGE = 500;

    /**
     * A filter.
     *
     * @param count how many members it says it has
     * @param members those that a search by it finds
     */
    record Filter(String name, String status, JsonNode query, int count, Set<String> members) {}

    static Stored read(Rest rest) {
        Map<String, Document> endpoints = new TreeMap<>();
        Map<String, Set<String>> memberOf = new TreeMap<>();
        pages(rest, "/epr/api/v1/endpoints?include=metadata,filters&", item -> {
            String id = item.path("endpointId").asText();
            endpoints.put(id, new Document(item.path("appVersion").path("name").asText(), (ObjectNode)
                    item.path("metadata")));
            Set<String> filters = new TreeSet<>();
            item.path("filters").forEach(filter -> filters.add(filter.asText()));
            memberOf.put(id, filters);
        });
        List<JsonNode> listed = new ArrayList<>();
        pages(rest, FILTERS + "?", listed::add);
        Map<String, Filter> filters = new TreeMap<>();
        for (JsonNode filter : listed) {
            String id = filter.path("id").asText();
            filters.put(id, filter(rest, id));
        }
        return new Stored(endpoints, memberOf, filters);
    }

    private static Filter filter(Rest rest, String id) {
        JsonNode shown = rest.get(FILTERS + "/" + id).expect(200).json();
        String status = shown.path("status").asText();
        Set<String> members = new TreeSet<>();
        if (status.equalsIgnoreCase("active")) {
            pages(
                    rest,
                    "/epr/api/v1/endpoints?filterId=" + id + "&",
                    item -> members.add(item.path("endpointId").asText()));
        }
        return new Filter(
                shown.path("name").asText(),
                status.toUpperCase(java.util.Locale.ROOT),
                shown.path("mongoQuery"),
                shown.path("matchedEndpointsCount").asInt(),
                members);
    }

    private static void pages(Rest rest, String path, Consumer<JsonNode> item) {
        for (int offset = 0; ; offset += PAGE) {
            JsonNode content = rest.get(path + "offset=" + offset + "&limit=" + PAGE)
                    .expect(200)
                    .json()
                    .path("content");
            content.forEach(item);
            if (content.size() < PAGE) {
                return;
            }
        }
    }
}
