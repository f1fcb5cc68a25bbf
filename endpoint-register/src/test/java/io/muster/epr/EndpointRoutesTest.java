package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.epr.EprStack.Answer;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.AppVersionUpdatedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.RegisteredEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.UnregisteredEvent;

class EndpointRoutesTest {

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    @Test
    void registersWithGivenIdAndToken() throws Exception {
        Answer answer =
                epr.call("POST", "/endpoints", """
                {"appVersion":{"name":"kettle-v2"},"endpointId":"ep.1~x","endpointToken":"K 0042",
                 "metadata":{"owner":"Ann","floor":3}}""", "Correlation-ID", "trace-1", "X-Forwarded-Host", "iot.example.org");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text()).isEqualTo("{\"endpointId\":\"ep.1~x\",\"token\":\"K 0042\",\"status\":\"Inactive\"}");
        assertThat(answer.header("Location")).isEqualTo("http://iot.example.org/epr/api/v1/endpoints/ep.1~x");
        assertThat(epr.tokens.owner("kettle", "K 0042")).contains("ep.1~x");
        RegisteredEvent event = epr.events.only("ep.1~x", RegisteredEvent.class);
        assertThat(event.getAppVersionName()).isEqualTo("kettle-v2");
        assertThat(event.getCorrelationId()).isEqualTo("trace-1");
        assertThat(event.getOriginatorReplicaId()).isEqualTo(epr.instance + "a");
        assertThat(epr.get("/endpoints/ep.1~x?include=metadata")
                        .json()
                        .path("metadata")
                        .toString())
                .isEqualTo("{\"floor\":3,\"owner\":\"Ann\"}");
    }

    @Test
    void registersWithGeneratedIdAndToken() throws Exception {
        Answer answer = epr.call("POST", "/endpoints", "{\"appVersion\":{\"name\":\"kettle-v1\"}}");

        String id = answer.json().path("endpointId").asText();
        assertThat(id).matches("[0-9a-f-]{36}");
        assertThat(answer.json().path("token").asText()).isNotEmpty();
        Answer read = epr.get("/endpoints/" + id);
        assertThat(read.text()).startsWith("{\"endpointId\":\"" + id + "\",\"createdDate\":\"");
        assertThat(read.json().path("appVersion").path("name").asText()).isEqualTo("kettle-v1");
        assertThat(read.json().has("metadata")).isFalse();
        assertThat(read.json().has("metadataUpdatedDate")).isFalse();
        assertThat(epr.get("/endpoints/" + id + "?include=filters,metadata")
                        .json()
                        .path("filters")
                        .size())
                .isZero();
    }

    @Test
    void refusesWhatIsTaken() throws Exception {
        epr.registered("taken", "{}");
        Answer id =
                epr.call("POST", "/endpoints", "{\"endpointId\":\"taken\",\"appVersion\":{\"name\":\"kettle-v1\"}}");
        assertThat(id.status()).isEqualTo(409);
        assertThat(id.message()).contains("taken");
        assertThat(epr.tokens.has("taken")).isTrue();

        epr.call(
                "POST",
                "/endpoints",
                "{\"endpointId\":\"t1\",\"endpointToken\":\"T\",\"appVersion\":{\"name\":\"kettle-v1\"}}");
        Answer token = epr.call(
                "POST",
                "/endpoints",
                "{\"endpointId\":\"t2\",\"endpointToken\":\"T\",\"appVersion\":{\"name\":\"kettle-v1\"}}");
        assertThat(token.status()).isEqualTo(409);
        assertThat(epr.get("/endpoints/t2").status()).isEqualTo(404);
        assertThat(epr.tokens.owner("kettle", "T")).contains("t1");
    }

    @Test
    void refusesBadRegistrationsNamingTheMember() throws Exception {
        assertRefused("{}", "\"appVersion\" is required");
        assertRefused("{\"appVersion\":\"kettle-v1\"}", "\"appVersion\" must be an object");
        assertRefused("{\"appVersion\":{}}", "\"appVersion.name\" is required");
        assertRefused("{\"appVersion\":{\"name\":\"nope\"}}", "nope");
        assertRefused("{\"appVersion\":{\"name\":\"kettle-v1\"},\"endpointId\":\"a/b\"}", "endpoint ID");
        assertRefused(
                "{\"appVersion\":{\"name\":\"kettle-v1\"},\"endpointToken\":\"a+b\"}",
                "member endpointToken has a character");
        assertRefused(
                "{\"appVersion\":{\"name\":\"kettle-v1\"},\"endpointToken\":\"\"}", "member endpointToken is empty");
        assertRefused("{\"appVersion\":{\"name\":\"kettle-v1\"},\"metadata\":[]}", "\"metadata\" must be an object");
        assertRefused("{\"appVersion\":{\"name\":\"kettle-v1\"},\"metadata\":{\"a b\":1}}", "a b");
        assertRefused("{\"appVersion\":{\"name\":\"kettle-v1\"},\"metadata\":{\"a\":\"\\u0000\"}}", "U+0000");
        assertRefused("{\"appVersion\":{\"name\":\"kettle-v1\"},\"endpointid\":\"x\"}", "endpointid");
        for (String relations : List.of("[{}]", "\"x\"", "{\"to\":\"x\"}", "0", "false")) {
            assertRefused("{\"appVersion\":{\"name\":\"kettle-v1\"},\"relations\":" + relations + "}", "relations");
        }
        assertRefused("{", "JSON");
        assertRefused("[]", "object");
    }

    private static void assertRefused(String body, String named) throws Exception {
        Answer answer = epr.call("POST", "/endpoints", body);
        assertThat(answer.status()).as(body).isEqualTo(400);
        assertThat(answer.message()).as(body).contains(named);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void deletesAndRegistersAnewWithAnotherTag() throws Exception {
        epr.registered("phoenix", "{\"a\":1}");
        String first = epr.get("/endpoints/phoenix/metadata").header("ETag");
        assertThat(epr.call("DELETE", "/endpoints/phoenix", "").status()).isEqualTo(204);
        assertThat(epr.call("DELETE", "/endpoints/phoenix", "").status()).isEqualTo(404);
        assertThat(epr.get("/endpoints/phoenix").status()).isEqualTo(404);
        epr.registered("phoenix", "{\"a\":1}");

        assertThat(epr.get("/endpoints/phoenix/metadata").header("ETag")).isNotEqualTo(first);
        Answer stale = epr.call("PUT", "/endpoints/phoenix/metadata", "{}", "If-Match", first);
        assertThat(stale.status()).isEqualTo(412);
        List<SpecificRecord> events = epr.events.of("phoenix", 3);
        assertThat(events)
                .extracting(Object::getClass)
                .containsExactly(RegisteredEvent.class, UnregisteredEvent.class, RegisteredEvent.class);
    }

    @Test
    void honoursTags() throws Exception {
        epr.registered("tagged", "{}");
        String tag = epr.get("/endpoints/tagged").header("ETag");
        assertThat(epr.get("/endpoints/tagged", "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(epr.call("DELETE", "/endpoints/tagged", "", "If-Match", "\"other\"")
                        .status())
                .isEqualTo(412);
        String withFilters = epr.get("/endpoints/tagged?include=filters").header("ETag");
        assertThat(epr.call("DELETE", "/endpoints/tagged", "", "If-Match", withFilters)
                        .status())
                .isEqualTo(204);
    }

    @Test
    void movesBetweenVersionsOfOneApplication() throws Exception {
        epr.registered("mover", "{}");
        Answer before = epr.get("/endpoints/mover/app-version");
        assertThat(before.json().path("name").asText()).isEqualTo("kettle-v1");
        assertThat(epr.call("PUT", "/endpoints/mover/app-version", "{\"name\":\"kettle-v1\"}")
                        .header("ETag"))
                .isEqualTo(before.header("ETag"));

        Answer moved = epr.call("PUT", "/endpoints/mover/app-version", "{\"name\":\"kettle-v2\"}");
        assertThat(moved.status()).isEqualTo(204);
        assertThat(moved.header("ETag")).isNotEqualTo(before.header("ETag"));
        AppVersionUpdatedEvent event =
                (AppVersionUpdatedEvent) epr.events.of("mover", 2).get(1);
        assertThat(event.getAppVersionName()).isEqualTo("kettle-v2");
        assertThat(event.getPreviousAppVersionName()).isEqualTo("kettle-v1");

        assertThat(epr.call("PUT", "/endpoints/mover/app-version", "{\"name\":\"lamp-v1\"}")
                        .status())
                .isEqualTo(400);
        assertThat(epr.call("PUT", "/endpoints/mover/app-version", "{\"name\":\"nope\"}")
                        .status())
                .isEqualTo(400);
        assertThat(epr.call("PUT", "/endpoints/mover/app-version", "{\"version\":\"x\"}")
                        .status())
                .isEqualTo(400);
        assertThat(epr.call("PUT", "/endpoints/nobody/app-version", "{\"name\":\"kettle-v2\"}")
                        .status())
                .isEqualTo(404);
        assertThat(epr.call(
                                "PUT",
                                "/endpoints/mover/app-version",
                                "{\"name\":\"kettle-v1\"}",
                                "If-Match",
                                before.header("ETag"))
                        .status())
                .isEqualTo(412);
    }

    @Test
    void removedAndUnofferedRoutesAreNotFound() throws Exception {
        for (String path : List.of("/applications", "/applications/kettle", "/endpoints/x/relations")) {
            assertThat(epr.get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(epr.call("PUT", "/relations/link", "[]").status()).isEqualTo(404);
        assertThat(epr.get("/endpoints/%00").status()).isEqualTo(404);
        assertThat(epr.get("/endpoints/x?include=all").status()).isEqualTo(400);
        assertThat(epr.get("/endpoints/x?includ=metadata").message()).contains("did you mean \"include\"");
        assertThat(epr.get("/endpoints/x/metadata?inlcude=a").message()).contains("did you mean \"include\"");
    }
}
