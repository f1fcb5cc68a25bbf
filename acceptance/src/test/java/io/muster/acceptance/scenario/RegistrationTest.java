package io.muster.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A back end registers devices. */
@ExtendWith(SharedMuster.class)
final class RegistrationTest {
    private final RunningMuster muster;
    private final Management management;
    private final Rest rest;

    RegistrationTest(RunningMuster muster) {
        this.muster = muster;
        this.management = new Management(muster);
        this.rest = management.rest();
    }

    @Test
    void theCallerMayChooseIdAndToken() {
        String id = "ep-" + UUID.randomUUID();
        String token = "token-" + UUID.randomUUID();
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            Rest.Answer answer = rest.post(
                            "/epr/api/v1/endpoints", """
                    {"appVersion":{"name":"demo_application_v1"},"endpointId":"%s","endpointToken":"%s",
                     "metadata":{"city":"Lviv","floor":3}}""".formatted(id, token), "Correlation-ID", "corr-" + id)
                    .expect(201);

            assertThat(answer.json().path("endpointId").asText()).isEqualTo(id);
            assertThat(answer.json().path("token").asText()).isEqualTo(token);
            assertThat(answer.json().path("status").asText()).isEqualTo("Inactive");
            assertThat(answer.header("Location").orElseThrow()).endsWith("/api/v1/endpoints/" + id);

            EventLog.Event registered = events.await("registered", id);
            assertThat(registered.subject()).isEqualTo("kaa.v1.events.epr.endpoint.lifecycle.registered");
            assertThat(registered.body().path("appVersionName").asText()).isEqualTo("demo_application_v1");
            assertThat(registered.body().path("correlationId").asText()).isEqualTo("corr-" + id);
        }
        assertThat(management.metadata(id)).isEqualTo(Tree.of("{\"city\":\"Lviv\",\"floor\":3}"));
        JsonNode stored = management.token(id);
        assertThat(stored.path("status").asText()).isEqualTo("Inactive");
        assertThat(stored.path("applicationName").asText()).isEqualTo("demo_application");
    }

    @Test
    void idAndTokenAreMadeWhenTheCallerHasNone() {
        Management.Registered first = management.register("{}");
        Management.Registered second = management.register("{}");

        assertThat(UUID.fromString(first.endpointId())).isNotEqualTo(UUID.fromString(second.endpointId()));
        assertThat(first.token()).hasSize(10).isNotEqualTo(second.token());
        assertThat(management.token(first.endpointId()).path("status").asText()).isEqualTo("Inactive");
    }

    @Test
    void theLocationCanBeFollowed() {
        Rest.Answer created = rest.post("/epr/api/v1/endpoints", "{\"appVersion\":{\"name\":\"demo_application_v1\"}}")
                .expect(201);

        Rest.Answer followed =
                rest.get(created.header("Location").orElseThrow()).expect(200);
        assertThat(followed.json().path("endpointId")).isEqualTo(created.json().path("endpointId"));
    }

    @Test
    void aTakenTokenIsRefusedAndLeavesNothingBehind() {
        Management.Registered first = management.register("{}");
        String id = "ep-" + UUID.randomUUID();

        Rest.Answer refused = rest.post("/epr/api/v1/endpoints", """
                {"appVersion":{"name":"demo_application_v2"},"endpointId":"%s","endpointToken":"%s"}""".formatted(id, first.token()));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("message").asText()).isNotBlank().doesNotContain(first.token());
        assertThat(rest.get("/epr/api/v1/endpoints/" + id).status()).isEqualTo(404);
    }

    @Test
    void aTakenIdIsRefusedAndLeavesNoToken() {
        Management.Registered first = management.register("{}");
        String token = "token-" + UUID.randomUUID();
        String body =
                "{\"appVersion\":{\"name\":\"demo_application_v1\"},\"endpointId\":\"%s\",\"endpointToken\":\"%s\"}";

        rest.post("/epr/api/v1/endpoints", body.formatted(first.endpointId(), token))
                .expect(409);

        rest.post("/epr/api/v1/endpoints", body.formatted("ep-" + token, token)).expect(201);
    }

    @Test
    void mistakesAreNamed() {
        assertThat(refusal("{\"appVersion\":{\"name\":\"no_such_version\"}}")).contains("no_such_version");
        assertThat(refusal("{\"appVersion\":{\"name\":\"demo_application_v1\"},\"endpointToken\":\"a/b\"}"))
                .containsIgnoringCase("endpoint token");
        assertThat(refusal("{\"appVersion\":{\"name\":\"demo_application_v1\"},\"endpointId\":\"a b\"}"))
                .containsIgnoringCase("endpoint ID");
        assertThat(refusal("{\"appVersion\":{\"name\":\"demo_application_v1\"},\"metadata\":{\"bad key\":1}}"))
                .contains("bad key");
        assertThat(refusal("{\"metadata\":{}}")).contains("appVersion");
        assertThat(refusal("{not json")).isNotBlank();
    }

    private String refusal(String body) {
        return rest.post("/epr/api/v1/endpoints", body)
                .expect(400)
                .json()
                .path("message")
                .asText();
    }
}
