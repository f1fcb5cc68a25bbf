package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters over REST: what is answered to good and bad requests. */
class FilterRoutesTest {

    private static final String FILTERS = "/applications/lamp/filters";

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static EprStack.Answer create(String body) throws Exception {
        return epr.call("POST", FILTERS, body);
    }

    @Test
    void aFilterIsCreatedReadListedAndFoundByName() throws Exception {
        EprStack.Answer created = create(
                "{\"name\":\"dim\",\"description\":\"less than half\",\"mongoQuery\":\"{\\\"metadata.level\\\":{\\\"$lt\\\":50}}\"}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        String id = created.json().path("id").asText();
        assertThat(created.header("Location")).endsWith("/epr/api/v1" + FILTERS + "/" + id);
        EprStack.Answer read = epr.eventually(
                FILTERS + "/" + id, filter -> filter.path("status").asText().equals("active"));
        assertThat(read.json().path("mongoQuery").toString()).isEqualTo("{\"metadata.level\":{\"$lt\":50}}");
        assertThat(read.json().path("description").asText()).isEqualTo("less than half");
        assertThat(epr.get(FILTERS + "/" + id, "If-None-Match", read.header("ETag"))
                        .status())
                .isEqualTo(304);
        JsonNode found = epr.get(FILTERS + "?name=dim").json();
        assertThat(found.path("totalElements").asInt()).isEqualTo(1);
        assertThat(found.path("content").get(0)).isEqualTo(read.json());
        assertThat(epr.get(FILTERS + "?name=other").json().path("totalElements").asInt())
                .isZero();
        assertThat(create("{\"name\":\"dim\",\"query\":{}}").status()).isEqualTo(409);
        assertThat(epr.call("POST", "/applications/kettle/filters", "{\"name\":\"dim\",\"query\":{}}")
                        .status())
                .isEqualTo(201);
        assertThat(epr.get("/applications/kettle/filters/" + id).status()).isEqualTo(404);
    }

    @Test
    void aChangeGoesByWhatUsersHaveSeen() throws Exception {
        EprStack.Answer created = create("{\"name\":\"old\",\"query\":{}}");
        String path = FILTERS + "/" + created.json().path("id").asText();
        epr.eventually(path, filter -> filter.path("status").asText().equals("active"));
        String seen = created.header("ETag");
        EprStack.Answer changed = epr.call("PATCH", path, "{\"name\":\"new\"}", "If-Match", seen);
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(changed.json().path("status").asText()).isEqualTo("active");
        EprStack.Answer stale = epr.call("PATCH", path, "{\"name\":\"newer\"}", "If-Match", seen);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.message()).contains("edition 2");
        assertThat(epr.call("PATCH", path, "{\"name\":null}").json().has("name"))
                .isFalse();
        assertThat(epr.call("PATCH", path, "{\"query\":{\"$foo\":1}}").status()).isEqualTo(400);
        assertThat(epr.call("DELETE", path, "", "If-Match", seen).status()).isEqualTo(412);
        assertThat(epr.call("DELETE", path, "").status()).isEqualTo(204);
        assertThat(epr.call("DELETE", path, "").status()).isEqualTo(404);
        assertThat(epr.call("PATCH", path, "{\"name\":\"x\"}").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|mongoQuery",
                "{\"mongoQuery\":7}|mongoQuery",
                "{\"mongoQuery\":\"{\"}|mongoQuery",
                "{\"mongoQuery\":{},\"query\":{}}|same",
                "{\"query\":{},\"nam\":\"x\"}|nam",
                "{\"query\":{\"$where\":\"1\"}}|$where",
                "{\"query\":{\"metadata.a\":{\"$gtt\":1}}}|$gtt",
                "{\"query\":{},\"name\":5}|name",
                "[]|object"
            })
    void aBadFilterIsRefusedWithTheReason(String body, String named) throws Exception {
        EprStack.Answer answer = create(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains(named);
        assertThat(epr.call("POST", FILTERS + "/preview", body).status()).isEqualTo(400);
    }

    @Test
    void whatIsUnknownIsSaid() throws Exception {
        assertThat(epr.get("/applications/none/filters").status()).isEqualTo(404);
        assertThat(epr.get(FILTERS + "?nam=x").status()).isEqualTo(400);
        assertThat(epr.get(FILTERS + "?limit=0").status()).isEqualTo(400);
        assertThat(epr.get("/endpoints?filterId=none").status()).isEqualTo(404);
        assertThat(epr.get("/endpoints/none/filters").status()).isEqualTo(404);
        assertThat(epr.call("POST", "/applications/none/filters", "{\"query\":{}}")
                        .status())
                .isEqualTo(404);
    }
}
