package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From creation to deletion of stored filters, over REST, with the events that tell of it. */
class FilterLifecycleTest {

    private static final String FILTERS = "/applications/kettle/filters";

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static String created(String query) throws Exception {
        EprStack.Answer answer = epr.call("POST", FILTERS, "{\"mongoQuery\":" + query + "}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().path("id").asText();
    }

    private static JsonNode active(String id) throws Exception {
        return epr.eventually(
                        FILTERS + "/" + id,
                        filter -> filter.path("status").asText().equals("active"))
                .json();
    }

    private static List<String> members(String id) throws Exception {
        EprStack.Answer answer = epr.get("/endpoints?filterId=" + id + "&sort=endpointId");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return StreamSupport.stream(answer.json().path("content").spliterator(), false)
                .map(item -> item.path("endpointId").asText())
                .toList();
    }

    @Test
    void aFilterBecomesActiveAndFollowsChanges() throws Exception {
        epr.registered("city1", "{\"city\":\"Lviv\"}");
        epr.registered("city2", "{\"city\":\"Kyiv\"}");
        String id = created("{\"metadata\":{\"$elemMatch\":{\"key\":\"city\",\"value\":\"Lviv\"}}}");
        assertThat(active(id).path("matchedEndpointsCount").asInt()).isEqualTo(1);
        assertThat(members(id)).containsExactly("city1");

        epr.call("PUT", "/endpoints/city2/metadata/city", "\"Lviv\"");
        epr.call("PUT", "/endpoints/city1/metadata/city", "\"Kyiv\"");
        epr.call("PUT", "/endpoints/city2/metadata/floor", "1");
        epr.registered("city3", "{\"city\":\"Lviv\"}");
        epr.call("DELETE", "/endpoints/city2", "");
        assertThat(epr.events.ofFilter(id, 6))
                .containsExactlyInAnyOrder(
                        "pending", "activated", "matched city2", "unmatched city1", "matched city3", "unmatched city2");
        assertThat(epr.events.typesOf("city2", 6))
                .containsExactly(
                        "RegisteredEvent",
                        "MetadataUpdatedEvent",
                        "EndpointMatchedFilterEvent",
                        "MetadataUpdatedEvent",
                        "EndpointUnmatchedFilterEvent",
                        "UnregisteredEvent");
        epr.eventually(
                FILTERS + "/" + id,
                filter -> filter.path("matchedEndpointsCount").asInt() == 1);
        assertThat(members(id)).containsExactly("city3");
        assertThat(epr.get("/endpoints/city3?include=filters").json().path("filters"))
                .extracting(JsonNode::asText)
                .contains(id);
    }

    @Test
    void anotherQueryMakesItPendingAgain() throws Exception {
        for (int i : IntStream.range(0, 40).toArray()) {
            epr.registered("floor" + i, "{\"floor\":" + i % 4 + "}");
        }
        String id = created("{\"metadata.floor\":1}");
        assertThat(active(id).path("matchedEndpointsCount").asInt()).isEqualTo(10);
        assertThat(epr.call("PATCH", FILTERS + "/" + id, "{\"name\":\"upstairs\"}")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("active");
        EprStack.Answer changed =
                epr.call("PATCH", FILTERS + "/" + id, "{\"mongoQuery\":{\"metadata.floor\":{\"$gte\":2}}}");
        assertThat(changed.json().path("status").asText()).isEqualTo("pending");
        assertThat(active(id).path("matchedEndpointsCount").asInt()).isEqualTo(20);
        assertThat(members(id)).hasSize(20).doesNotContain("floor1");
        assertPages(id, 20);
        assertThat(epr.events.ofFilter(id, 4)).containsExactly("pending", "activated", "pending", "activated");

        assertThat(epr.call("DELETE", FILTERS + "/" + id, "").status()).isEqualTo(204);
        assertThat(epr.get(FILTERS + "/" + id).status()).isEqualTo(404);
        assertThat(epr.get("/endpoints?filterId=" + id).status()).isEqualTo(404);
        assertThat(epr.events.ofFilter(id, 5)).last().isEqualTo("deleted");
        EprStack.await(() -> left("filter_member", id) + left("filter_partition", id) + left("filter", id) == 0);
    }

    /** Pages of a filter's members: every total is that of the filter, in every order each member comes once. */
    private static void assertPages(String id, int size) throws Exception {
        for (String more : List.of("", "&applicationName=kettle", "&applicationVersionName=kettle-v1")) {
            JsonNode page =
                    epr.get("/endpoints?limit=3&offset=2&filterId=" + id + more).json();
            assertThat(page.path("totalElements").asInt()).as(more).isEqualTo(size);
            assertThat(page.path("content")).as(more).hasSize(3);
        }
        assertThat(epr.get("/endpoints?limit=3&applicationName=lamp&filterId=" + id)
                        .json()
                        .path("totalElements")
                        .asInt())
                .isZero();
        for (String sort : List.of("createdDate", "createdDate,DESC", "endpointId", "endpointId,DESC")) {
            List<String> seen = new ArrayList<>();
            String path = "/endpoints?limit=7&sort=" + sort + "&filterId=" + id;
            JsonNode page = epr.get(path).json();
            while (true) {
                page.path("content")
                        .forEach(item -> seen.add(item.path("endpointId").asText()));
                assertThat(page.path("totalElements").asInt()).isEqualTo(size);
                if (!page.has("nextCursor")) {
                    break;
                }
                page = epr.get(path + "&cursor=" + page.path("nextCursor").asText())
                        .json();
            }
            assertThat(seen).as(sort).hasSize(size).doesNotHaveDuplicates();
        }
    }

    private static long left(String table, String filterId) {
        return epr.database
                .query("SELECT count(*) FROM " + table + " WHERE filter_id = $1", filterId)
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void anInexactQueryAndManyFiltersShareTheScan() throws Exception {
        for (int i : IntStream.range(0, 30).toArray()) {
            epr.registered("serial" + i, "{\"serial\":\"SN-" + i + "\"}");
        }
        String regex = created("{\"metadata.serial\":{\"$regex\":\"^SN-1\"}}");
        List<String> many = IntStream.range(0, 12)
                .mapToObj(i -> {
                    try {
                        return created("{\"metadata.serial\":\"SN-" + i + "\"}");
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
        assertThat(active(regex).path("matchedEndpointsCount").asInt()).isEqualTo(11);
        for (String id : many) {
            assertThat(active(id).path("matchedEndpointsCount").asInt()).isEqualTo(1);
        }
        JsonNode why = epr.get("/endpoints/serial1/filters").json();
        assertThat(why.path("totalElements").asInt()).isEqualTo(2);
        assertThat(why.path("content")
                        .get(0)
                        .path("decidedBy")
                        .get(0)
                        .path("found")
                        .get(0)
                        .asText())
                .isEqualTo("SN-1");
    }
}
