package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Back ends and pages: the dashboard page of the tutorial, the Python client of EPR, and the TypeScript services. */
@ExtendWith(SharedMuster.class)
final class RestClientsTest {
    private final Management management;
    private final Rest rest;

    RestClientsTest(RunningMuster muster) {
        this.management = new Management(muster);
        this.rest = management.rest();
    }

    @Test
    void dashboardPageListsWithMetadataAndMovesADevice() {
        Registered endpoint = management.register("{}");
        String path = "/epr/api/v1/endpoints/" + endpoint.endpointId();

        Rest.Answer list = rest.get(
                        "/epr/api/v1/endpoints?include=metadata&endpointId=" + endpoint.endpointId(),
                        "Accept",
                        "application/json",
                        "Authorization",
                        "bearer whatever")
                .expect(200);
        assertThat(list.text()).startsWith("{\"totalElements\":1,\"content\":[{\"endpointId\":\"");
        assertThat(list.json()
                        .path("content")
                        .path(0)
                        .path("appVersion")
                        .path("name")
                        .asText())
                .isEqualTo(Management.V1);
        assertThat(list.json().path("content").path(0).path("metadata")).isEqualTo(Tree.of("{}"));

        assertThat(rest.put(path + "/metadata/location", "\"Kyiv\"").status()).isIn(200, 204);
        assertThat(rest.get(path + "/metadata/location").expect(200).text()).isEqualTo("\"Kyiv\"");
        assertThat(rest.get("/epr/api/v1/endpoints?endpointId=" + endpoint.endpointId())
                        .json()
                        .path("content")
                        .path(0)
                        .has("metadata"))
                .isFalse();
    }

    @Test
    void pythonClientWalksThroughAnEndpoint() {
        Registered endpoint = management.register("{\"floor\":3}");
        String path = "/epr/api/v1/endpoints/" + endpoint.endpointId();

        assertThat(rest.get(path + "?include=metadata&tenantId=any")
                        .expect(200)
                        .json()
                        .path("metadata"))
                .isEqualTo(Tree.of("{\"floor\":3}"));
        Rest.Answer metadata = rest.get(path + "/metadata").expect(200);
        String tag = metadata.header("ETag").orElseThrow();
        assertThat(rest.get(path + "/metadata", "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(rest.send(
                                "PATCH",
                                path + "/metadata",
                                "[{\"op\":\"add\",\"path\":\"/location\",\"value\":{\"lat\":49.8}}]",
                                "Content-Type",
                                "application/json-patch+json")
                        .status())
                .isIn(200, 204);
        rest.put(path + "/metadata", "{\"floor\":9}", "If-Match", tag).expect(412);
        assertThat(rest.get(path + "/metadata-keys").expect(200).json()).hasSize(2);
        rest.delete(path + "/metadata/location").expect(204);
        rest.delete(path + "/metadata/location").expect(404);
        assertThat(rest.put(path + "/app-version", "{\"name\":\"demo_application_v2\"}")
                        .status())
                .isIn(200, 204);
        assertThat(rest.get(path + "/app-version")
                        .expect(200)
                        .json()
                        .path("name")
                        .asText())
                .isEqualTo(Management.V2);
        rest.delete(path).expect(204);
        rest.get(path).expect(404);
        rest.delete(path).expect(404);
    }

    @Test
    void pythonClientManagesFilters() {
        String filters = "/epr/api/v1/applications/demo_application/filters";
        String name = "filter-" + System.nanoTime();
        Rest.Answer created = rest.post(
                        filters,
                        "{\"name\":\"" + name + "\",\"mongoQuery\":\"{\\\"application_version\\\":\\\"x\\\"}\"}")
                .expect(201);
        String path = filters + "/" + created.json().path("id").asText();

        assertThat(rest.get(created.header("Location").orElseThrow()).status()).isEqualTo(200);
        rest.post(filters, "{\"name\":\"" + name + "\",\"query\":{}}").expect(409);
        Rest.Answer read = rest.get(path).expect(200);
        rest.send("PATCH", path, "{\"description\":\"d\"}", "Content-Type", "application/json", "If-Match", "\"old\"")
                .expect(412);
        rest.send("PATCH", path, "{\"description\":\"d\"}", "Content-Type", "application/json")
                .expect(200);
        assertThat(rest.get(filters + "?name=" + name)
                        .expect(200)
                        .json()
                        .path("totalElements")
                        .asInt())
                .isEqualTo(1);
        assertThat(read.json().path("mongoQuery").isMissingNode()).isFalse();
        rest.delete(path).expect(204);
        rest.get(path).expect(404);
    }

    @Test
    void typescriptServicesAddATokenAndListThem() {
        Registered endpoint = management.register("{}");
        String tokens = "/cm/api/v1/endpoints/" + endpoint.endpointId() + "/tokens";

        Rest.Answer created =
                rest.post(tokens, "{\"applicationName\":\"demo_application\"}").expect(201);
        assertThat(created.json().path("token").asText()).matches("[A-Za-z0-9]{10}");
        assertThat(created.json().path("status").asText()).isEqualTo("Inactive");

        Rest.Answer list =
                rest.get(tokens + "?status=Inactive&limit=1&order=DESC").expect(200);
        assertThat(list.json().path("totalElements").asInt()).isEqualTo(2);
        assertThat(list.json().path("content")).hasSize(1);
        assertThat(list.json().path("content").path(0).path("endpointTokenId"))
                .isEqualTo(created.json().path("endpointTokenId"));
        assertThat(list.text()).doesNotContain(created.json().path("token").asText());
    }

    @Test
    void whatWasRemovedIsGone() {
        rest.get("/epr/api/v1/applications").expect(404);
        rest.get("/epr/api/v1/applications/demo_application").expect(404);
    }
}
