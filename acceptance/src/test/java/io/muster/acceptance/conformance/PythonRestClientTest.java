package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.Await;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Python client of EPR: a key in a header, fleets in batches, searches, and what it makes of refusals. */
@ExtendWith(SharedPlatform.class)
final class PythonRestClientTest {
    private static final String EPR = "/epr/api/v1";

    private final Rest rest;
    private final Rest stranger;
    private final Management management;

    PythonRestClientTest(Platform platform) {
        this.management = platform.management();
        this.rest = management.rest();
        this.stranger = new Rest(platform.muster().http("/"));
    }

    @Test
    void withoutAValidKeyItIsToldSo() {
        for (Rest.Answer refused : new Rest.Answer[] {
            stranger.get(EPR + "/endpoints"),
            stranger.get(EPR + "/endpoints", "x-iamcore-api-key", "wrong"),
            stranger.get(EPR + "/endpoints", "Authorization", "Bearer wrong"),
            stranger.post("/cm/api/v1/endpoints/any/tokens", "{}")
        }) {
            refused.expect(401);
            assertThat(refused.header("Content-Type").orElse("")).startsWith("application/json");
            assertThat(refused.json().path("message").asText()).isNotBlank();
        }
        // The key wins over a bearer token beside it.
        rest.get(EPR + "/endpoints", "Authorization", "Bearer wrong").expect(200);
    }

    @Test
    void registersReadsAndDeletesInBatches() {
        String prefix = "batch-" + UUID.randomUUID();
        String task = rest.post(EPR + "/endpoints/batch", """
                        {"appVersion":{"name":"demo_application_v1"},"endpoints":[
                          {"endpointId":"%1$s-1","metadata":{"site":"%1$s","n":1}},
                          {"endpointId":"%1$s-2","endpointToken":"%1$s","metadata":{"site":"%1$s","n":2}},
                          {"endpointToken":"no/token","metadata":{}}]}""".formatted(prefix))
                .expect(202)
                .json()
                .path("taskId")
                .asText();
        String status = EPR + "/endpoints/batch/status?appName=demo_application&taskId=" + task;
        Await.until(
                Await.LONG,
                () -> rest.get(status).json().path("finished").asBoolean(),
                () -> "the batch stays " + rest.get(status).text());
        JsonNode done = rest.get(status).expect(200).json();
        assertThat(done.path("createdCount").asInt()).isEqualTo(2);
        assertThat(done.path("failedCount").asInt()).isEqualTo(1);
        assertThat(done.path("failed").path(0).path("statusReason").asText()).isNotBlank();

        JsonNode found = rest.post(
                        EPR + "/endpoints/search",
                        "{\"applicationName\":\"demo_application\",\"include\":[\"metadata\"],\"mongoQuery\":"
                                + "{\"metadata\":{\"$elemMatch\":{\"key\":\"site\",\"value\":\"" + prefix + "\"}}}}")
                .expect(200)
                .json();
        assertThat(found.path("totalElements").asInt()).isEqualTo(2);
        assertThat(found.path("content"))
                .extracting(item -> item.path("endpointId").asText())
                .containsExactlyInAnyOrder(prefix + "-1", prefix + "-2");

        rest.post(EPR + "/endpoints/delete", "{\"endpointIds\":[\"%1$s-1\",\"%1$s-2\"]}".formatted(prefix))
                .expect(200);
        rest.get(EPR + "/endpoints/" + prefix + "-1").expect(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "applicationName=demo_application",
                "applicationVersionName=demo_application_v1",
                "tenantId=any",
                "offset=0&limit=1",
                "include=metadata,filters"
            })
    void listsByEachOfItsParameters(String query) {
        Registered endpoint = management.register("{\"floor\":3}");
        JsonNode page = rest.get(EPR + "/endpoints?endpointId=" + endpoint.endpointId() + "&" + query)
                .expect(200)
                .json();
        assertThat(page.path("totalElements").asInt()).isEqualTo(1);
        assertThat(page.path("content").path(0).path("endpointId").asText()).isEqualTo(endpoint.endpointId());
        rest.get(EPR + "/endpoints?applicationName=nope").expect(404);
    }

    @Test
    void readsTheKeysOfAnApplicationAndTheFiltersOfAnEndpoint() {
        String key = "key_" + UUID.randomUUID().toString().replace('-', '_');
        String city = "city-" + UUID.randomUUID();
        Registered endpoint = management.register("{\"" + key + "\":1,\"city\":\"" + city + "\"}");

        assertThat(rest.get(EPR + "/applications/demo_application/metadata-keys")
                        .expect(200)
                        .json()
                        .path(Management.V1))
                .extracting(JsonNode::asText)
                .contains(key);
        String filter = management.activeFilterOnCity(city);
        assertThat(rest.get(EPR + "/endpoints/" + endpoint.endpointId() + "?include=filters")
                        .expect(200)
                        .json()
                        .path("filters"))
                .isEqualTo(Tree.of("[\"" + filter + "\"]"));
        String path = EPR + "/applications/demo_application/filters/" + filter;
        String tag = rest.get(path).expect(200).header("ETag").orElseThrow();
        rest.delete(path, "If-Match", "\"old\"").expect(412);
        rest.delete(path, "If-Match", tag).expect(204);
    }

    @Test
    void relationsAndTheirKindAreNotOffered() {
        Registered endpoint = management.register("{}");
        rest.get(EPR + "/endpoints/" + endpoint.endpointId() + "/relations?relation=contains")
                .expect(404);
        rest.put(EPR + "/relations/link", "[]").expect(404);
        rest.put(EPR + "/relations/unlink", "[]").expect(404);
    }

    @Test
    void theLocationOfWhatWasCreatedLeadsThere() {
        Rest.Answer endpoint = rest.post(EPR + "/endpoints", "{\"appVersion\":{\"name\":\"demo_application_v1\"}}")
                .expect(201);
        assertThat(rest.get(endpoint.header("Location").orElseThrow())
                        .expect(200)
                        .json()
                        .path("endpointId"))
                .isEqualTo(endpoint.json().path("endpointId"));
        Rest.Answer token = rest.post(
                        "/cm/api/v1/endpoints/"
                                + endpoint.json().path("endpointId").asText() + "/tokens",
                        "{\"applicationName\":\"demo_application\"}")
                .expect(201);
        assertThat(rest.get(token.header("Location").orElseThrow()).expect(200).text())
                .contains(token.json().path("endpointTokenId").asText());
    }
}
