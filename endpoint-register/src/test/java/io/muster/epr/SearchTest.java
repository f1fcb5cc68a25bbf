package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.epr.filter.stored.StoredQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Search by body and previews, against the evaluator. */
class SearchTest {

    private static final Map<String, String> ENDPOINTS = new TreeMap<>();

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
        for (int i = 0; i < 30; i++) {
            String metadata = "{\"n\":%d,\"tag\":\"t%d\",\"list\":[%d,{\"k\":%d}]}".formatted(i, i % 3, i % 5, i % 2);
            ENDPOINTS.put("s%02d".formatted(i), metadata);
            epr.registered("s%02d".formatted(i), metadata);
        }
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static JsonNode search(String body) throws Exception {
        EprStack.Answer answer = epr.call("POST", "/endpoints/search", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("content").forEach(item -> ids.add(item.path("endpointId").asText()));
        return ids;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"metadata.n\":{\"$gte\":7,\"$lt\":19}}",
                "{\"metadata.tag\":{\"$regex\":\"1$\"}}",
                "{\"metadata.list.1.k\":1}",
                "{\"$nor\":[{\"metadata.tag\":\"t0\"},{\"metadata.list\":3}]}",
                "{\"metadata.none\":{\"$exists\":true}}"
            })
    void findsWhatTheEvaluatorAccepts(String query) throws Exception {
        List<String> expected = ENDPOINTS.entrySet().stream()
                .filter(endpoint -> Evaluator.matches(
                        StoredQuery.parse("test", query).orElseThrow(),
                        new Document("kettle-v1", (ObjectNode) Json.parse(endpoint.getValue(), Json.MAX_DEPTH))))
                .map(Map.Entry::getKey)
                .toList();
        JsonNode found = search("{\"query\":%s,\"endpointId\":%s,\"sort\":\"endpointId\",\"limit\":1000}"
                .formatted(query, Json.mapper().valueToTree(ENDPOINTS.keySet())));
        assertThat(ids(found)).isEqualTo(expected);
        assertThat(found.path("totalElements").asInt()).isEqualTo(expected.size());
        EprStack.Answer preview = epr.call(
                "POST", "/applications/kettle/filters/preview", "{\"mongoQuery\":%s,\"limit\":3}".formatted(query));
        assertThat(preview.status()).as(preview.text()).isEqualTo(200);
        assertThat(preview.json().path("totalElements").asInt()).isGreaterThanOrEqualTo(expected.size());
        assertThat(preview.json().path("content").size()).isLessThanOrEqualTo(3);
        assertThat(preview.json().path("execution").path("decidedBy").asText()).startsWith("database");
    }

    @Test
    void walksByCursorProjectsAndCounts() throws Exception {
        String query = "\"query\":{\"metadata.tag\":\"t1\",\"metadata.list\":{\"$exists\":true}},\"limit\":4";
        List<String> walked = new ArrayList<>();
        JsonNode page = search("{" + query + ",\"sort\":\"endpointId,DESC\",\"metadataKeys\":[\"n\"]}");
        assertThat(page.path("content").get(0).path("metadata").toString()).isEqualTo("{\"n\":28}");
        while (true) {
            walked.addAll(ids(page));
            assertThat(page.path("totalElements").asInt()).isEqualTo(10);
            if (!page.has("nextCursor")) {
                break;
            }
            page = search(
                    "{" + query + ",\"cursor\":\"" + page.path("nextCursor").asText() + "\"}");
        }
        assertThat(walked).containsExactly("s28", "s25", "s22", "s19", "s16", "s13", "s10", "s07", "s04", "s01");
        assertThat(search("{" + query + ",\"countOnly\":true}").toString()).isEqualTo("{\"totalElements\":10}");
    }

    @Test
    void readsItsOwnWrites() throws Exception {
        for (int i = 0; i < 20; i++) {
            epr.registered("fresh" + i, "{\"fresh\":" + i + "}");
            assertThat(ids(search("{\"query\":{\"metadata.fresh\":" + i + "}}")))
                    .containsExactly("fresh" + i);
        }
        assertThat(ids(search(
                        "{\"metadataFilter\":\"fresh=7\",\"include\":[],\"metadataKeys\":[],\"endpointId\":null}")))
                .containsExactly("fresh7");
        assertThat(ids(search("{\"metadataFilter\":\"fresh=7\"}"))).containsExactly("fresh7");
        assertThat(epr.get("/endpoints?metadataFilter=fresh%3D8")
                        .json()
                        .path("totalElements")
                        .asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"quer\":{}}",
                "{\"query\":{\"$foo\":1}}",
                "{\"sort\":\"name\"}",
                "{\"limit\":0}",
                "{\"limit\":\"5\"}",
                "{\"offset\":-1}",
                "{\"cursor\":\"garbage\"}",
                "{\"include\":\"everything\"}",
                "{\"endpointId\":[1]}",
                "{\"endpointId\":[]}",
                "{\"endpointId\":\" \"}",
                "{\"metadataFilter\":\"novalue\"}",
                "{\"countOnly\":\"yes\"}",
                "[]"
            })
    void badSearchesAreRefused(String body) throws Exception {
        EprStack.Answer answer = epr.call("POST", "/endpoints/search", body);
        assertThat(answer.status()).as(body).isEqualTo(400);
        assertThat(answer.message()).isNotEmpty();
    }

    @Test
    void whatBelongsIntoTheBodyIsNoQueryParameter() throws Exception {
        for (String path : List.of(
                "/endpoints/search?limit=1",
                "/applications/kettle/filters/preview?limit=1",
                "/applications/kettle/filters/preview?qurey=1")) {
            assertThat(epr.call("POST", path, "{\"query\":{}}").status())
                    .as(path)
                    .isEqualTo(400);
        }
    }

    @Test
    void unknownApplicationsAndFiltersAreNotFound() throws Exception {
        assertThat(epr.call("POST", "/endpoints/search", "{\"applicationName\":\"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(epr.call("POST", "/endpoints/search", "{\"filterId\":\"x\"}").status())
                .isEqualTo(404);
    }
}
