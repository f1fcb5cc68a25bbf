package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.epr.EprStack.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ListRoutesTest {

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
        for (String id : List.of("e", "d", "c", "b", "a")) {
            epr.registered(id, "{\"name\":\"%s\"}".formatted(id));
        }
        epr.call("PUT", "/endpoints/a/app-version", "{\"name\":\"kettle-v2\"}");
        epr.call("PUT", "/endpoints/a/metadata/floor", "3");
        epr.call("POST", "/endpoints", "{\"endpointId\":\"bulb\",\"appVersion\":{\"name\":\"lamp-v1\"}}");
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static List<String> ids(Answer answer) {
        List<String> ids = new ArrayList<>();
        for (JsonNode item : answer.json().path("content")) {
            ids.add(item.path("endpointId").asText());
        }
        return ids;
    }

    @Test
    void listsInOrderOfRegistrationWithoutMetadata() throws Exception {
        Answer answer = epr.get("/endpoints");
        assertThat(ids(answer)).containsExactly("e", "d", "c", "b", "a", "bulb");
        assertThat(answer.text()).startsWith("{\"totalElements\":6,\"content\":[{\"endpointId\":\"e\",");
        assertThat(answer.json().path("content").get(0).has("metadata")).isFalse();
        assertThat(answer.json().has("nextCursor")).isFalse();
        assertThat(epr.get("/endpoints", "If-None-Match", answer.header("ETag")).status())
                .isEqualTo(304);
    }

    @Test
    void includesMetadataEvenWhenEmpty() throws Exception {
        JsonNode content = epr.get("/endpoints?include=metadata").json().path("content");
        assertThat(content.get(0).path("metadata").toString()).isEqualTo("{\"name\":\"e\"}");
        assertThat(content.get(5).path("metadata").toString()).isEqualTo("{}");
        assertThat(epr.get("/endpoints?include=metadata,filters")
                        .json()
                        .path("content")
                        .get(0)
                        .path("filters")
                        .isArray())
                .isTrue();
    }

    @Test
    void narrowsDown() throws Exception {
        assertThat(ids(epr.get("/endpoints?endpointId=a&endpointId=c,nobody"))).containsExactly("c", "a");
        assertThat(ids(epr.get("/endpoints?applicationName=lamp"))).containsExactly("bulb");
        assertThat(ids(epr.get("/endpoints?applicationVersionName=kettle-v2"))).containsExactly("a");
        assertThat(ids(epr.get("/endpoints?applicationName=lamp&applicationVersionName=kettle-v2")))
                .isEmpty();
        assertThat(epr.get("/endpoints?applicationName=nope").status()).isEqualTo(404);
        assertThat(epr.get("/endpoints?applicationVersionName=%00")
                        .json()
                        .path("totalElements")
                        .asInt())
                .isZero();
    }

    @Test
    void whatLooksMisspeltIsRefusedWhatIsForeignIsNot() throws Exception {
        for (String bad : List.of("filterID", "filter", "aplicationName", "application-name", "endpointIds", "limti")) {
            Answer answer = epr.get("/endpoints?" + bad + "=1");
            assertThat(answer.status()).as(bad).isEqualTo(400);
            assertThat(answer.message()).contains("\"" + bad + "\"", "did you mean");
        }
        for (String foreign : List.of("tenantId", "multiFilter", "regex", "group", "_", "v")) {
            assertThat(epr.get("/endpoints?limit=1&" + foreign + "=1").status())
                    .as(foreign)
                    .isEqualTo(200);
        }
        Answer search = epr.call("POST", "/endpoints/search?limit=1", "{}");
        assertThat(search.status()).isEqualTo(400);
        assertThat(search.message()).contains("limit", "body");
        assertThat(epr.call("POST", "/endpoints/search?fliterId=1", "{}").status())
                .isEqualTo(400);
    }

    @Test
    void pagesAndSorts() throws Exception {
        Answer page = epr.get("/endpoints?offset=1&limit=2&sort=endpointId,DESC");
        assertThat(page.json().path("totalElements").asInt()).isEqualTo(6);
        assertThat(ids(page)).containsExactly("d", "c");
        assertThat(ids(epr.get("/endpoints?sort=createdDate,desc&limit=1"))).containsExactly("bulb");
        assertThat(ids(epr.get("/endpoints?sort=whatever&limit=1"))).containsExactly("e");
        assertThat(epr.get("/endpoints?offset=100").json().path("totalElements").asInt())
                .isEqualTo(6);
        for (String bad : List.of("limit=0", "limit=1001", "limit=x", "offset=-1", "cursor=x")) {
            Answer answer = epr.get("/endpoints?" + bad);
            assertThat(answer.status()).as(bad).isEqualTo(400);
            assertThat(answer.message()).contains(bad.substring(0, bad.indexOf('=')));
        }
    }

    @Test
    void walksByCursor() throws Exception {
        for (String sort : List.of("endpointId", "createdDate,DESC")) {
            List<String> seen = new ArrayList<>();
            String path = "/endpoints?limit=2&sort=" + sort;
            Answer answer = epr.get(path);
            seen.addAll(ids(answer));
            while (answer.json().has("nextCursor")) {
                answer = epr.get(
                        path + "&cursor=" + answer.json().path("nextCursor").asText());
                assertThat(answer.json().path("totalElements").asInt()).isEqualTo(6);
                seen.addAll(ids(answer));
            }
            assertThat(seen).isEqualTo(ids(epr.get("/endpoints?sort=" + sort)));
        }
    }

    @Test
    void listsMetadataKeysOfAnApplication() throws Exception {
        assertThat(epr.get("/applications/kettle/metadata-keys").text())
                .isEqualTo("{\"kettle-v1\":[\"name\"],\"kettle-v2\":[\"floor\",\"name\"]}");
        assertThat(epr.get("/applications/lamp/metadata-keys").text()).isEqualTo("{}");
        assertThat(epr.get("/applications/nope/metadata-keys").status()).isEqualTo(404);
    }
}
