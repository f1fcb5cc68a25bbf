package io.muster.acceptance.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.contract.json.Json;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** What a back end of the platform does with EPR and CM over REST. */
public final class Management {
    /** The version that newly registered devices run. */
    public static final String V1 = "demo_application_v1";

    /** The version they change to. */
    public static final String V2 = "demo_application_v2";

    private static final String FILTERS = "/epr/api/v1/applications/demo_application/filters";

    private final Rest rest;

    /** Speaks to that Muster, with these headers in each request: names and values in turn. */
    public Management(RunningMuster muster, String... headers) {
        this.rest = new Rest(muster.http("/"), headers);
    }

    /** A registered endpoint and the token of its device. */
    public record Registered(String endpointId, String token) {}

    /** The client itself, for other requests. */
    public Rest rest() {
        return rest;
    }

    /** Registers with a generated endpoint ID and token. */
    public Registered register(String metadata) {
        return register(V1, metadata);
    }

    /** Registers in a version with a generated endpoint ID and token. */
    public Registered register(String version, String metadata) {
        JsonNode answer = rest.post(
                        "/epr/api/v1/endpoints",
                        "{\"appVersion\":{\"name\":\"%s\"},\"metadata\":%s}".formatted(version, metadata))
                .expect(201)
                .json();
        return new Registered(
                answer.path("endpointId").asText(), answer.path("token").asText());
    }

    /** The stored metadata. */
    public JsonNode metadata(String endpointId) {
        return rest.get("/epr/api/v1/endpoints/" + endpointId + "/metadata")
                .expect(200)
                .json();
    }

    /** Creates a filter of the demo application; its ID. */
    public String createFilter(String mongoQuery) {
        String body = "{\"name\":\"%s\",\"mongoQuery\":%s}".formatted("filter-" + UUID.randomUUID(), mongoQuery);
        return rest.post(FILTERS, body).expect(201).json().path("id").asText();
    }

    /** Creates a filter on a city and waits until it can be searched by. */
    public String activeFilterOnCity(String city) {
        String id = createFilter("{\"metadata\":{\"$elemMatch\":{\"key\":\"city\",\"value\":\"%s\"}}}".formatted(city));
        Await.until(
                Await.LONG,
                () -> filter(id).path("status").asText().equalsIgnoreCase("active"),
                () -> "filter stays " + filter(id));
        return id;
    }

    /** The filter as stored. */
    public JsonNode filter(String id) {
        return rest.get(FILTERS + "/" + id).expect(200).json();
    }

    /** IDs of the endpoints a filter gives. */
    public List<String> endpointsBy(String filterId) {
        JsonNode page = rest.get("/epr/api/v1/endpoints?limit=1000&filterId=" + filterId)
                .expect(200)
                .json();
        return StreamSupport.stream(page.path("content").spliterator(), false)
                .map(item -> item.path("endpointId").asText())
                .toList();
    }

    /** The only token of an endpoint, as CM lists it. */
    public JsonNode token(String endpointId) {
        JsonNode page = tokens(endpointId);
        if (page.path("totalElements").asInt() != 1) {
            throw new AssertionError("expected one token, but got " + Json.text(page));
        }
        return page.path("content").path(0);
    }

    /** All tokens of an endpoint. */
    public JsonNode tokens(String endpointId) {
        return rest.get("/cm/api/v1/endpoints/" + endpointId + "/tokens")
                .expect(200)
                .json();
    }

    /** Moves the only token of an endpoint to another status. */
    public void moveToken(String endpointId, String status) {
        String id = token(endpointId).path("endpointTokenId").asText();
        rest.put(
                        "/cm/api/v1/endpoints/" + endpointId + "/tokens/" + id + "/status",
                        "{\"status\":\"%s\"}".formatted(status))
                .expect(200);
    }
}
