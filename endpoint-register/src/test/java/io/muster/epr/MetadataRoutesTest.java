package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.epr.EprStack.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataKeyUpdatedDto;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataUpdatedEvent;

class MetadataRoutesTest {

    private static final String PATCH = "application/json-patch+json";

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static Answer patch(String id, String operations) throws Exception {
        return epr.call("PATCH", "/endpoints/" + id + "/metadata", operations, "Content-Type", PATCH);
    }

    private static MetadataUpdatedEvent event(String id, int index) {
        return (MetadataUpdatedEvent) epr.events.of(id, index + 1).get(index);
    }

    @Test
    void replacesAndTellsWhatDiffers() throws Exception {
        epr.registered("replace", "{\"gone\":{\"a\":[1]},\"same\":1.50,\"changed\":\"old\",\"null\":null}");
        Answer answer = epr.call(
                "PUT",
                "/endpoints/replace/metadata",
                "{\"same\":1.50,\"changed\":null,\"fresh\":\"x\",\"null\":0}",
                "Correlation-ID",
                "why");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.text()).isEmpty();
        MetadataUpdatedEvent event = event("replace", 1);
        assertThat(event.getRemoved()).isEqualTo(Map.of("gone", "{\"a\":[1]}"));
        assertThat(event.getAdded()).isEqualTo(Map.of("fresh", "\"x\""));
        assertThat(event.getUpdated()).containsOnlyKeys("changed", "null");
        assertThat(event.getUpdated())
                .containsEntry("changed", new MetadataKeyUpdatedDto(null, "\"old\""))
                .containsEntry("null", new MetadataKeyUpdatedDto("0", null));
        assertThat(event.getCorrelationId()).isEqualTo("why");
        assertThat(event.getAppVersionName()).isEqualTo("kettle-v1");
        Answer read = epr.get("/endpoints/replace/metadata");
        assertThat(read.text()).isEqualTo("{\"null\":0,\"same\":1.50,\"fresh\":\"x\",\"changed\":null}");
        assertThat(read.header("ETag")).isEqualTo(answer.header("ETag"));
        assertThat(epr.get("/endpoints/replace").json().has("metadataUpdatedDate"))
                .isTrue();
    }

    @Test
    void keepsNumbersExactly() throws Exception {
        String exact = "{\"n\":0.1000000000000000000000000001,\"big\":123456789012345678901234567890,\"e\":12e3}";
        epr.registered("numbers", "{}");
        epr.call("PUT", "/endpoints/numbers/metadata", exact);
        String tag = epr.get("/endpoints/numbers/metadata").header("ETag");
        assertThat(epr.get("/endpoints/numbers/metadata/n").text()).isEqualTo("0.1000000000000000000000000001");
        assertThat(epr.get("/endpoints/numbers/metadata/big").text()).isEqualTo("123456789012345678901234567890");
        assertThat(epr.get("/endpoints/numbers/metadata/e").text()).isEqualTo("12000");
        assertThat(event("numbers", 1).getAdded()).containsEntry("e", "12000");

        assertThat(epr.call("PUT", "/endpoints/numbers/metadata", exact).header("ETag"))
                .isEqualTo(tag);
    }

    @Test
    void numbersThatTakeMoreDigitsWhenStoredStayReadable() throws Exception {
        epr.registered("extremes", "{}");
        String digits = "9".repeat(1000);
        String extremes = "{\"a\":1e1000,\"b\":-1e-1000,\"c\":%s,\"d\":0.%s,\"e\":%s.%se1000}"
                .formatted(digits, digits, digits.charAt(0), digits.substring(1));
        assertThat(epr.call("PUT", "/endpoints/extremes/metadata", extremes).status())
                .isEqualTo(204);
        Answer read = epr.get("/endpoints/extremes/metadata");
        assertThat(read.status()).isEqualTo(200);
        assertThat(epr.get("/endpoints/extremes/metadata/a").text()).isEqualTo("1" + "0".repeat(1000));
        assertThat(epr.call("PUT", "/endpoints/extremes/metadata", extremes).header("ETag"))
                .isEqualTo(read.header("ETag"));
        assertThat(event("extremes", 1).getAdded()).hasSize(5);
    }

    @Test
    void storesAndPublishesNothingWhenNothingChanges() throws Exception {
        epr.registered("still", "{\"a\":1}");
        String tag = epr.get("/endpoints/still").header("ETag");
        epr.call("PUT", "/endpoints/still/metadata", "{\"a\":1}");
        epr.call("PUT", "/endpoints/still/metadata/a", "1");
        patch("still", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":1.0}]");
        patch("still", "[{\"op\":\"add\",\"path\":\"/b\",\"value\":1},{\"op\":\"remove\",\"path\":\"/b\"}]");
        assertThat(epr.get("/endpoints/still").header("ETag")).isEqualTo(tag);
        epr.call("PUT", "/endpoints/still/metadata/a", "2");
        assertThat(epr.events.of("still", 2)).hasSize(2);
        assertThat(event("still", 1).getUpdated()).containsOnlyKeys("a");
    }

    @Test
    void worksOnSingleKeys() throws Exception {
        epr.registered("single", "{}");
        assertThat(epr.call("PUT", "/endpoints/single/metadata/city", "\"Kyiv\"")
                        .status())
                .isEqualTo(204);
        assertThat(epr.call("PUT", "/endpoints/single/metadata/none", "null").status())
                .isEqualTo(204);
        assertThat(epr.get("/endpoints/single/metadata/city").text()).isEqualTo("\"Kyiv\"");
        assertThat(epr.get("/endpoints/single/metadata/none").text()).isEqualTo("null");
        assertThat(epr.get("/endpoints/single/metadata-keys").text()).isEqualTo("[\"city\",\"none\"]");
        assertThat(epr.get("/endpoints/single/metadata?include=city,missing").text())
                .isEqualTo("{\"city\":\"Kyiv\"}");
        assertThat(epr.get("/endpoints/single/metadata?include=city&include=none")
                        .text())
                .contains("city", "none");
        assertThat(epr.call("DELETE", "/endpoints/single/metadata/city", "").status())
                .isEqualTo(204);
        assertThat(epr.call("DELETE", "/endpoints/single/metadata/city", "").status())
                .isEqualTo(404);
        assertThat(epr.get("/endpoints/single/metadata/city").status()).isEqualTo(404);
        assertThat(epr.call("PUT", "/endpoints/single/metadata/a-b", "1").status())
                .isEqualTo(400);
        assertThat(epr.call("PUT", "/endpoints/single/metadata/a", "nope").status())
                .isEqualTo(400);
        assertThat(epr.call("PUT", "/endpoints/single/metadata/a", "").status()).isEqualTo(400);
        assertThat(event("single", 3).getRemoved()).isEqualTo(Map.of("city", "\"Kyiv\""));
    }

    @Test
    void appliesPatches() throws Exception {
        epr.registered("patched", "{\"location\":{\"lat\":1}}");
        Answer answer = patch("patched", """
                [{"op":"replace","path":"/location/lat","value":49.8},{"op":"add","path":"/tags","value":["a"]},
                 {"op":"add","path":"/tags/-","value":"b"},{"op":"copy","from":"/tags/0","path":"/first"}]""");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(epr.get("/endpoints/patched/metadata").json().toString())
                .isEqualTo("{\"tags\":[\"a\",\"b\"],\"first\":\"a\",\"location\":{\"lat\":49.8}}");
        assertThat(event("patched", 1).getUpdated()).containsOnlyKeys("location");
        assertThat(patch("patched", "[{\"op\":\"replace\",\"path\":\"\",\"value\":{\"only\":1}}]")
                        .status())
                .isEqualTo(204);
        assertThat(epr.get("/endpoints/patched/metadata").text()).isEqualTo("{\"only\":1}");
    }

    @Test
    void refusesBadPatchesWhole() throws Exception {
        epr.registered("unpatched", "{\"a\":1}");
        String tag = epr.get("/endpoints/unpatched/metadata").header("ETag");
        assertThat(patch("unpatched", "{}").status()).isEqualTo(400);
        assertThat(patch("unpatched", "[1]").message()).contains("operation 0 is not an object");
        assertThat(patch("unpatched", "[{\"op\":\"jump\",\"path\":\"/a\"}]").message())
                .contains("jump");
        assertThat(patch("unpatched", "[{\"op\":\"add\",\"path\":\"/a\"}]").message())
                .contains("\"value\"");
        assertThat(patch("unpatched", "[{\"op\":\"add\",\"path\":\"a\",\"value\":1}]")
                        .message())
                .contains("JSON Pointer");
        assertThat(patch("unpatched", "[{\"op\":\"remove\",\"path\":\"/nope\"}]")
                        .status())
                .isEqualTo(400);
        assertThat(patch("unpatched", "[{\"op\":\"add\",\"path\":\"/a b\",\"value\":1}]")
                        .message())
                .contains("a b");
        assertThat(patch("unpatched", "[{\"op\":\"replace\",\"path\":\"\",\"value\":[]}]")
                        .status())
                .isEqualTo(400);
        Answer test = patch(
                "unpatched",
                "[{\"op\":\"add\",\"path\":\"/b\",\"value\":1},{\"op\":\"test\",\"path\":\"/a\",\"value\":2}]");
        assertThat(test.status()).isEqualTo(409);
        assertThat(epr.call("PATCH", "/endpoints/unpatched/metadata", "[]", "Content-Type", "application/xml")
                        .status())
                .isEqualTo(415);
        assertThat(epr.get("/endpoints/unpatched/metadata").header("ETag")).isEqualTo(tag);
    }

    @Test
    void honoursTags() throws Exception {
        epr.registered("locked", "{\"a\":1}");
        String tag = epr.get("/endpoints/locked/metadata").header("ETag");
        assertThat(epr.get("/endpoints/locked/metadata", "If-None-Match", tag).status())
                .isEqualTo(304);
        for (List<String> write : List.of(
                List.of("PUT", "", "{\"a\":2}"),
                List.of("PATCH", "", "[]"),
                List.of("PUT", "/a", "2"),
                List.of("DELETE", "/a", ""))) {
            Answer stale = epr.call(
                    write.get(0), "/endpoints/locked/metadata" + write.get(1), write.get(2), "If-Match", "\"old\"");
            assertThat(stale.status()).as(write.toString()).isEqualTo(412);
            assertThat(stale.message()).contains("revision 1", tag);
        }
        Answer fresh = epr.call("PUT", "/endpoints/locked/metadata/a", "2", "If-Match", tag);
        assertThat(fresh.status()).isEqualTo(204);
        assertThat(fresh.header("ETag")).isNotEqualTo(tag);
    }

    @Test
    void namesTheLimits() throws Exception {
        epr.registered("limited", "{}");
        StringBuilder many = new StringBuilder("{\"k\":0");
        for (int i = 0; i < 1000; i++) {
            many.append(",\"k").append(i).append("\":0");
        }
        assertTooMuch(
                epr.call("PUT", "/endpoints/limited/metadata", many + "}"),
                413,
                "1000, the limit kaa.epr.metadata.max-keys");
        assertTooMuch(
                epr.call("PUT", "/endpoints/limited/metadata/" + "k".repeat(129), "1"),
                400,
                "128 are allowed (kaa.epr.metadata.max-key-length)");
        assertTooMuch(
                epr.call("PUT", "/endpoints/limited/metadata/k", '"' + "x".repeat(65_536) + '"'),
                413,
                "65536 are allowed (kaa.epr.metadata.max-value-size)");
        assertTooMuch(
                epr.call("PUT", "/endpoints/limited/metadata/k", "[".repeat(33) + "]".repeat(33)),
                400,
                "32 levels, the limit kaa.epr.metadata.max-depth");
        StringBuilder big = new StringBuilder("{\"k\":0");
        for (int i = 0; i < 5; i++) {
            big.append(",\"k")
                    .append(i)
                    .append("\":\"")
                    .append("x".repeat(60_000))
                    .append('"');
        }
        assertTooMuch(
                epr.call("PUT", "/endpoints/limited/metadata", big + "}"),
                413,
                "262144, the limit kaa.epr.metadata.max-size");
        assertTooMuch(
                patch("limited", "[" + "{},".repeat(1000) + "{}]"),
                413,
                "1000 are allowed (kaa.epr.metadata.max-patch-operations)");
        assertThat(epr.call("PUT", "/endpoints/limited/metadata/k", "[".repeat(32) + "]".repeat(32))
                        .status())
                .isEqualTo(204);
    }

    private static void assertTooMuch(Answer answer, int status, String limit) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.message()).contains(limit);
    }

    @Test
    void unknownEndpointsAreNotFound() throws Exception {
        for (List<String> call : List.of(
                List.of("GET", "/metadata", ""),
                List.of("PUT", "/metadata", "{}"),
                List.of("PATCH", "/metadata", "[]"),
                List.of("GET", "/metadata/a", ""),
                List.of("PUT", "/metadata/a", "1"),
                List.of("DELETE", "/metadata/a", ""),
                List.of("GET", "/metadata-keys", ""),
                List.of("GET", "/app-version", ""))) {
            Answer answer = epr.call(call.get(0), "/endpoints/nobody" + call.get(1), call.get(2));
            assertThat(answer.status()).as(call.toString()).isEqualTo(404);
            assertThat(answer.message()).isEqualTo("Endpoint [nobody] is not found");
        }
    }
}
