package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenRestTest {
    static Installation installation;
    static Rest rest;

    @BeforeAll
    static void start() throws Exception {
        installation = new Installation();
        rest = installation.start().rest;
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    @Test
    void aTokenIsShownOnceAndListedWithoutItsValue() {
        Rest.Answer created = rest.addToken("ep-1", "kettle", "my token");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.member("token")).isEqualTo("my token");
        assertThat(created.member("status")).isEqualTo("Inactive");
        String id = created.member("endpointTokenId");
        assertThat(created.header("Location")).endsWith("/cm/api/v1/endpoints/ep-1/tokens/" + id);

        Rest.Answer listed = rest.get("/endpoints/ep-1/tokens");
        assertThat(listed.text()).startsWith("{\"totalElements\":1,\"content\":[{\"endpointTokenId\":\"" + id);
        assertThat(listed.text()).doesNotContain("my token");
        assertThat(listed.body().at("/content/0/applicationName").asText()).isEqualTo("kettle");
        assertThat(rest.get("/endpoints/ep-1/tokens", "If-None-Match", listed.header("ETag"))
                        .status())
                .isEqualTo(304);
        assertThat(rest.get("/endpoints/ep-1/tokens/" + id).header("ETag")).isEqualTo(created.header("ETag"));
    }

    @Test
    void generatedTokensAreLettersAndDigits() {
        Rest.Answer created = rest.post("/endpoints/ep-2/tokens", "{\"applicationName\":\"kettle\"}");
        assertThat(created.member("token")).matches("[A-Za-z0-9]{10}");
    }

    @Test
    void listsFilterPageAndOrder() {
        for (int i = 0; i < 5; i++) {
            rest.addToken("ep-3", "kettle", "list-" + i);
        }
        Rest.Answer first = rest.get("/endpoints/ep-3/tokens?limit=2&order=ASC");
        String oldest = first.body().at("/content/0/endpointTokenId").asText();
        rest.setStatus("ep-3", oldest, "Suspended");
        assertThat(rest.get("/endpoints/ep-3/tokens?limit=1&offset=4")
                        .body()
                        .at("/content/0/endpointTokenId")
                        .asText())
                .isEqualTo(oldest);
        Rest.Answer suspended = rest.get("/endpoints/ep-3/tokens?status=Suspended,Revoked");
        assertThat(suspended.body().path("totalElements").asInt()).isEqualTo(1);
        assertThat(rest.get("/endpoints/ep-3/tokens?status=Inactive&status=Active")
                        .body()
                        .path("totalElements")
                        .asInt())
                .isEqualTo(4);
        assertThat(rest.get("/endpoints/nobody/tokens").text()).isEqualTo("{\"totalElements\":0,\"content\":[]}");
        assertThat(rest.get("/endpoints/ep-3/tokens?status=Sleeping").status()).isEqualTo(400);
        assertThat(rest.get("/endpoints/ep-3/tokens?order=up").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|applicationName",
                "{\"applicationName\":\"toaster\"}|toaster",
                "{\"applicationName\":\"kettle\",\"token\":\"a/b\"}|endpoint token",
                "{\"applicationName\":\"kettle\",\"token\":\"\"}|endpoint token",
                "{\"applicationName\":\"kettle\",\"token\":7}|token",
                "{\"applicationName\":\"kettle\",\"colour\":1}|colour",
                "{\"applicationName\":\"kettle\",\"notAfter\":\"soon\"}|notAfter",
                "{\"applicationName\":\"kettle\",\"notBefore\":\"2030-01-02T00:00:00Z\",\"notAfter\":\"2030-01-01T00:00:00Z\"}|notAfter",
                "[]|object",
                "nonsense|JSON",
            })
    void badRequestsAreRefusedByName(String body, String named) {
        Rest.Answer refused = rest.post("/endpoints/ep-4/tokens", body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains(named);
    }

    @Test
    void aTokenIsUniqueInItsApplicationEvenWhenRevoked() {
        String id = rest.addToken("ep-5", "kettle", "twice").member("endpointTokenId");
        assertThat(rest.addToken("ep-6", "kettle", "twice").status()).isEqualTo(409);
        assertThat(rest.addToken("ep-6", "lamp", "twice").status()).isEqualTo(201);
        rest.setStatus("ep-5", id, "Revoked");
        assertThat(rest.addToken("ep-6", "kettle", "twice").status()).isEqualTo(409);
        assertThat(rest.delete("/endpoints/ep-5/tokens/" + id).status()).isEqualTo(204);
        assertThat(rest.addToken("ep-6", "kettle", "twice").status()).isEqualTo(201);
        assertThat(rest.delete("/endpoints/ep-5/tokens/" + id).status()).isEqualTo(404);
    }

    @Test
    void statusChangesFollowTheStateMachineAndSayWhatIsAllowed() {
        String id = rest.addToken("ep-7", "kettle", "moving").member("endpointTokenId");
        Rest.Answer same = rest.setStatus("ep-7", id, "Inactive");
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.header("ETag")).isEqualTo("\"1\"");
        Rest.Answer active = rest.setStatus("ep-7", id, "Active");
        assertThat(active.status()).isEqualTo(409);
        assertThat(active.message()).contains("Suspended", "Revoked", "first use");
        assertThat(rest.setStatus("ep-7", id, "Suspended").member("status")).isEqualTo("Suspended");
        assertThat(rest.patch("/endpoints/ep-7/tokens/" + id, "{\"status\":\"Active\"}")
                        .member("status"))
                .isEqualTo("Active");
        Rest.Answer revoked = rest.setStatus("ep-7", id, "Revoked");
        assertThat(revoked.body().has("updateDate")).isTrue();
        assertThat(rest.setStatus("ep-7", id, "Active").message()).contains("allowed from here: deletion");
        assertThat(rest.setStatus("ep-7", id, "Asleep").status()).isEqualTo(400);
        assertThat(rest.setStatus("ep-8", id, "Active").status()).isEqualTo(404);
        assertThat(rest.setStatus("ep-7", "no-id", "Active").status()).isEqualTo(404);
    }

    @Test
    void ifMatchGuardsAgainstLostUpdates() {
        Rest.Answer created = rest.addToken("ep-9", "kettle", "guarded");
        String path = "/endpoints/ep-9/tokens/" + created.member("endpointTokenId");
        String list = rest.get("/endpoints/ep-9/tokens").header("ETag");
        Rest.Answer suspended =
                rest.put(path + "/status", "{\"status\":\"Suspended\"}", "If-Match", created.header("ETag"));
        assertThat(suspended.header("ETag")).isEqualTo("\"2\"");
        Rest.Answer stale = rest.put(path + "/status", "{\"status\":\"Active\"}", "If-Match", created.header("ETag"));
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.message()).contains("\"2\"");
        assertThat(rest.delete(path, "If-Match", list).status()).isEqualTo(412);
        String newList = rest.get("/endpoints/ep-9/tokens").header("ETag");
        assertThat(rest.delete(path, "If-Match", newList).status()).isEqualTo(204);
    }

    @Test
    void bulkProvisioningAnswersEveryLineForItself() {
        String lines = """
                {"endpointId":"bulk-1","applicationName":"kettle","token":"bulk-one"}
                {"endpointId":"bulk-2","applicationName":"kettle"}
                {"endpointId":"bulk-3","applicationName":"kettle","token":"bulk-one"}
                {"endpointId":"bulk-4"}
                no json
                """;
        Rest.Answer answer = rest.post("/tokens/bulk", lines, "Content-Type", "application/x-ndjson");
        assertThat(answer.status()).isEqualTo(200);
        List<String> codes = answer.text()
                .lines()
                .map(line -> line.replaceAll("^\\{\"line\":(\\d),\"statusCode\":(\\d+).*", "$1 $2"))
                .toList();
        assertThat(codes)
                .isIn(
                        List.of("1 201", "2 201", "3 409", "4 400", "5 400"),
                        List.of("1 409", "2 201", "3 201", "4 400", "5 400"));
        assertThat(rest.post("/tokens/bulk", lines, "Content-Type", "application/json")
                        .status())
                .isEqualTo(415);
    }
}
