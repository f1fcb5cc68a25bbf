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

/** Devices over HTTP: the requests of the published Postman collection, and the node of Node-RED. */
@ExtendWith(SharedMuster.class)
final class HttpDevicesTest {
    private final Management management;
    private final Rest rest;

    HttpDevicesTest(RunningMuster muster) {
        this.management = new Management(muster);
        this.rest = management.rest();
    }

    @Test
    void theRequestsOfTheCollectionInItsOrder() {
        Registered endpoint = management.register("{\"location\":\"Lviv\",\"name\":\"one\"}");

        assertThat(post(endpoint, "get/keys", "").expect(200).json()).hasSize(2);
        assertThat(post(endpoint, "get", "{}").expect(200).json())
                .isEqualTo(Tree.of("{\"location\":\"Lviv\",\"name\":\"one\"}"));
        assertThat(post(endpoint, "get", "{\"keys\":[\"name\",\"location\"]}")
                        .expect(200)
                        .json())
                .hasSize(2);
        String all = "{\"name\":\"two\",\"n\":1.5,\"on\":true,\"location\":{\"lat\":49.8},\"list\":[1,null]}";
        assertThat(post(endpoint, "update", all).expect(200).text()).isEmpty();
        assertThat(management.metadata(endpoint.endpointId())).isEqualTo(Tree.of(all));
        post(endpoint, "update/keys", "{\"n\":2}").expect(200);
        post(endpoint, "delete/keys", "[\"location\",\"areaId\"]").expect(200);
        assertThat(post(endpoint, "get/5", "").expect(200).json())
                .isEqualTo(Tree.of("{\"name\":\"two\",\"n\":2,\"on\":true,\"list\":[1,null]}"));
    }

    @Test
    void failuresCarryTheirStatusAndTheErrorObject() {
        Registered endpoint = management.register("{}");

        assertError(post(endpoint, "update", "{}"), 400);
        assertError(post(endpoint, "delete/keys", "[\"bad key\"]"), 400);
        assertError(post(new Registered("", "no-such-token"), "get", ""), 404);
        assertThat(rest.get("/kp1/demo_application_v1/epmx/" + endpoint.token() + "/get")
                        .status())
                .isIn(404, 405);
    }

    private static void assertError(Rest.Answer answer, int status) {
        answer.expect(status);
        assertThat(answer.json().path("statusCode").asInt()).isEqualTo(status);
        assertThat(answer.json().path("reasonPhrase").asText()).isNotBlank();
    }

    private Rest.Answer post(Registered endpoint, String resource, String body) {
        return rest.post("/kp1/demo_application_v1/epmx/" + endpoint.token() + "/" + resource, body);
    }
}
