package io.muster.faults.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.Await;
import io.muster.contract.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Filters that stand before the first endpoint and are never touched, so that each of their events can be foretold. */
public final class StandingFilters {
    private static final String PATH = "/epr/api/v1/applications/demo_application/filters";
    private static final List<String> QUERIES = List.of(
            "{\"metadata\":{\"$elemMatch\":{\"key\":\"city\",\"value\":\"Lviv\"}}}",
            "{\"metadata\":{\"$elemMatch\":{\"key\":\"floor\",\"value\":{\"$gte\":5}}}}",
            "{\"application_version\":\"demo_application_v2\"}",
            "{\"$or\":[{\"metadata\":{\"$elemMatch\":{\"key\":\"city\",\"value\":\"Kyiv\"}}},"
                    + "{\"metadata\":{\"$not\":{\"$elemMatch\":{\"key\":\"floor\"}}}}]}");

    private StandingFilters() {}

    /** Creates them and waits until they are active; queries by filter ID. */
    public static Map<String, JsonNode> create(Rest rest) {
        Map<String, JsonNode> filters = new HashMap<>();
        for (String query : QUERIES) {
            JsonNode parsed = Json.parse(query, Json.MAX_DEPTH);
            String body = Json.text(JsonNodeFactory.instance
                    .objectNode()
                    .put("name", "standing-" + filters.size())
                    .set("mongoQuery", parsed));
            filters.put(rest.post(PATH, body).expect(201).json().path("id").asText(), parsed);
        }
        for (String id : filters.keySet()) {
            Await.until(
                    Await.LONG,
                    () -> rest.get(PATH + "/" + id)
                            .json()
                            .path("status")
                            .asText()
                            .equalsIgnoreCase("active"),
                    () -> "filter " + id + " does not become active");
        }
        return Map.copyOf(filters);
    }
}
