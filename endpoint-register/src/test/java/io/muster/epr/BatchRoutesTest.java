package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.name.EndpointToken;
import io.muster.epr.EprStack.Answer;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.RegisteredEvent;

class BatchRoutesTest {

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static JsonNode finished(String taskId) throws Exception {
        return epr.eventually(
                        "/endpoints/batch/status?appName=kettle&taskId=" + taskId,
                        status -> status.path("finished").asBoolean())
                .json();
    }

    @Test
    void registersWhatCanBeRegistered() throws Exception {
        epr.registered("there", "{}");
        epr.tokens.provision("there", "kettle", Optional.of(EndpointToken.of("HELD")));
        Answer accepted = epr.call("POST", "/endpoints/batch", """
                {"appVersion":{"name":"kettle-v2"},"endpoints":[
                  {"endpointToken":"A1","endpointId":"b1","metadata":{"floor":1}},
                  {"metadata":{}},
                  {"endpointId":"there","endpointToken":"A2","metadata":{"floor":2}},
                  {"endpointToken":"HELD","endpointId":"b2","metadata":{}},
                  {"endpointToken":"a/b","metadata":{}},
                  {"metadata":{"a b":1}}]}""", "Correlation-ID", "batch-1");
        assertThat(accepted.status()).isEqualTo(202);

        JsonNode status = finished(accepted.json().path("taskId").asText());
        assertThat(status.path("createdCount").asInt()).isEqualTo(2);
        assertThat(status.path("failedCount").asInt()).isEqualTo(4);
        assertThat(status.path("created").get(0).toString())
                .isEqualTo("{\"endpointToken\":\"A1\",\"endpointId\":\"b1\",\"metadata\":{\"floor\":1}}");
        assertTokenIsTold(status.path("created").get(1));
        JsonNode taken = status.path("failed").get(0);
        assertThat(taken.path("endpointToken").asText()).isEqualTo("A2");
        assertThat(taken.path("metadata").asText()).isEqualTo("{\"floor\":2}");
        assertThat(taken.path("status").asText()).isEqualTo("FAILED");
        assertThat(taken.path("statusReason").asText()).contains("there");
        assertThat(epr.get("/endpoints/b1/app-version").json().path("name").asText())
                .isEqualTo("kettle-v2");
        assertThat(epr.get("/endpoints/b2").status()).isEqualTo(404);
        assertThat(epr.events.only("b1", RegisteredEvent.class).getCorrelationId())
                .isEqualTo("batch-1");
    }

    /** A token that was made is told here, or nobody ever knows it. */
    private static void assertTokenIsTold(JsonNode created) {
        assertThat(epr.tokens.owner("kettle", created.path("endpointToken").asText()))
                .contains(created.path("endpointId").asText());
    }

    @Test
    void resumesWhatARestartInterrupted() throws Exception {
        // What a program leaves behind that is killed between an endpoint and the note of its success: one item stored
        // but not noted, two with their intents and tokens, of which one was given and one made, one not begun.
        epr.call(
                "POST",
                "/endpoints",
                "{\"endpointId\":\"r1\",\"endpointToken\":\"Made-1\",\"appVersion\":{\"name\":\"kettle-v1\"}}");
        epr.database.update("""
                INSERT INTO batch_task (task_id, kind, application, app_version, correlation_id, created_at)
                VALUES ('job', 'register', 'kettle', 'kettle-v1', 'c', now())""");
        epr.database.update(
                """
                INSERT INTO batch_item (task_id, position, endpoint_id, request, started_at) VALUES
                  ('job', 0, 'r1', $1, now() - interval '1 hour'),
                  ('job', 1, 'r2', $2, now() - interval '1 hour'),
                  ('job', 2, 'r3', $3, NULL),
                  ('job', 3, 'r4', 'sealed with another key', NULL),
                  ('job', 4, 'r5', $4, now() - interval '1 hour')""",
                EprStack.SEAL.seal("{\"metadata\":{},\"madeToken\":\"Made-1\"}"),
                EprStack.SEAL.seal("{\"endpointToken\":\"R2\",\"metadata\":{}}"),
                EprStack.SEAL.seal("{\"metadata\":{}}"),
                EprStack.SEAL.seal("{\"metadata\":{},\"madeToken\":\"Made-5\"}"));
        epr.database.update(
                "INSERT INTO registration_intent (endpoint_id, attempt) VALUES ('r2', 'job:1'), ('r5', 'job:4')");
        epr.tokens.provision("r2", "kettle", Optional.of(EndpointToken.of("R2")));
        epr.tokens.provision("r5", "kettle", Optional.of(EndpointToken.of("Made-5")));

        JsonNode status = finished("job");
        assertThat(status.path("createdCount").asInt()).as(status.toString()).isEqualTo(4);
        status.path("created").forEach(BatchRoutesTest::assertTokenIsTold);
        assertThat(status.path("created").toString()).doesNotContain("madeToken");
        assertThat(epr.tokens.of("r1")).containsExactly("Made-1");
        assertThat(epr.tokens.of("r5")).containsExactly("Made-5");
        assertThat(epr.get("/endpoints/r2").status()).isEqualTo(200);
        assertThat(epr.tokens.owner("kettle", "R2")).contains("r2");
        assertThat(status.path("failed").get(0).path("statusReason").asText()).contains("kaa.epr.batch-key");
        assertThat(epr.events.of("r1", 1)).hasSize(1);
    }

    @Test
    void tokensAreNotReadableInTheDatabase() throws Exception {
        String task =
                epr.call("POST", "/endpoints/batch", """
                        {"appVersion":{"name":"kettle-v1"},
                         "endpoints":[{"endpointId":"s1","endpointToken":"Sesame-1","metadata":{}}]}""").json().path("taskId").asText();
        assertThat(finished(task).path("created").get(0).path("endpointToken").asText())
                .isEqualTo("Sesame-1");
        epr.database
                .query("SELECT request FROM batch_item WHERE task_id = $1", task)
                .forEach(row -> assertThat(row.getString(0)).doesNotContain("Sesame", "metadata"));
    }

    @Test
    void deletesAnsweringForEach() throws Exception {
        epr.registered("x1", "{}");
        epr.registered("x2", "{}");
        Answer answer = epr.call("POST", "/endpoints/delete", "{\"endpointIds\":[\"x1\",\"nobody\",\"x2\",\"x1\"]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("deletedCount").asInt()).isEqualTo(2);
        assertThat(answer.json().path("deleted").toString()).isEqualTo("[\"x1\",\"x2\"]");
        assertThat(answer.json().path("failed").get(0).path("endpointId").asText())
                .isEqualTo("nobody");
        assertThat(epr.get("/endpoints/x1").status()).isEqualTo(404);
        assertThat(epr.events.of("x1", 2)).hasSize(2);
    }

    @Test
    void refusesBadRequests() throws Exception {
        assertRefused("/endpoints/batch", "{\"appVersion\":{\"name\":\"kettle-v1\"}}", "endpoints");
        assertRefused("/endpoints/batch", "{\"appVersion\":{\"name\":\"nope\"},\"endpoints\":[{}]}", "nope");
        assertRefused(
                "/endpoints/batch", "{\"appVersion\":{\"name\":\"kettle-v1\"},\"endpoints\":[1]}", "endpoints[0]");
        assertRefused(
                "/endpoints/batch",
                "{\"appVersion\":{\"name\":\"kettle-v1\"},\"endpoints\":[{\"token\":\"x\"}]}",
                "endpoints[0].token");
        assertRefused(
                "/endpoints/batch",
                "{\"appVersion\":{\"name\":\"kettle-v1\"},\"endpoints\":[{}" + ",{}".repeat(1000) + "]}",
                "1 to 1000 are allowed (kaa.epr.max-batch)");
        assertRefused("/endpoints/delete", "{\"endpointIds\":[]}", "endpointIds");
        assertRefused("/endpoints/delete", "{\"endpointIds\":[1]}", "endpointIds");
        assertThat(epr.get("/endpoints/batch/status?appName=kettle&taskId=none").status())
                .isEqualTo(404);
        assertThat(epr.get("/endpoints/batch/status?appName=nope&taskId=x").status())
                .isEqualTo(404);
        assertThat(epr.get("/endpoints/batch/status?appName=kettle").status()).isEqualTo(400);
        assertThat(epr.get("/endpoints/batch/status?appName=kettle&taskId=%00").status())
                .isEqualTo(404);
    }

    private static void assertRefused(String path, String body, String named) throws Exception {
        Answer answer = epr.call("POST", path, body);
        assertThat(answer.status()).as(body).isEqualTo(400);
        assertThat(answer.message()).contains(named);
    }
}
