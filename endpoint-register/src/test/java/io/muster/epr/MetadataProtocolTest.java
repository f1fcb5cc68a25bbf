package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.avro.Epmmp;
import io.muster.contract.avro.Message;
import io.nats.client.Subscription;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.epmmp.gen.v1.AppVersionsByEndpointsRequest;
import org.kaaproject.ipc.epmmp.gen.v1.AppVersionsByEndpointsResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataGetRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataGetResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeyBatchUpdateRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeyBatchUpdateResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeyUpdateCommand;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeyUpdateRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeyUpdateResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeysGetRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeysGetResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataPatchRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataPatchResponse;

/** 19/EPMMP as another service speaks it. */
class MetadataProtocolTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack(EprStack.restricting(Set.of("secret")));
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static <Q extends SpecificRecord, A extends SpecificRecord> A ask(
            Message.Targeted<Q> request, Message.Targeted<A> response, Q question) throws Exception {
        byte[] answer = epr.bus
                .request(request.toService(epr.instance), request.codec().encode(question), TIMEOUT)
                .get(10, TimeUnit.SECONDS)
                .getData();
        return response.codec().decode(answer);
    }

    private static EndpointMetadataGetResponse get(String id, boolean withMetadata, String... include)
            throws Exception {
        return ask(
                Epmmp.GET_REQUEST,
                Epmmp.GET_RESPONSE,
                new EndpointMetadataGetRequest("c", now(), 0L, id, List.of(include), withMetadata));
    }

    private static EndpointMetadataPatchResponse patch(String id, @Nullable String ifMatch, String patch)
            throws Exception {
        return ask(
                Epmmp.PATCH_REQUEST,
                Epmmp.PATCH_RESPONSE,
                new EndpointMetadataPatchRequest("c", now(), 0L, id, ifMatch, utf8(patch)));
    }

    private static EndpointMetadataKeyUpdateResponse update(String id, String key, String value) throws Exception {
        return ask(
                Epmmp.KEY_UPDATE_REQUEST,
                Epmmp.KEY_UPDATE_RESPONSE,
                new EndpointMetadataKeyUpdateRequest("c", now(), 0L, id, key, utf8(value)));
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(EndpointMetadataGetResponse response) {
        return StandardCharsets.UTF_8
                .decode(response.getPayload().orElseThrow())
                .toString();
    }

    @Test
    void givesMetadata() throws Exception {
        epr.registered("get", "{\"city\":\"Lviv\",\"floor\":3,\"secret\":1}");
        EndpointMetadataGetResponse all = get("get", true);
        assertThat(all.getStatusCode()).isEqualTo(200);
        assertThat(all.getCorrelationId()).isEqualTo("c");
        assertThat(all.getAppVersionName()).contains("kettle-v1");
        assertThat(text(all)).isEqualTo("{\"city\":\"Lviv\",\"floor\":3}");
        assertThat(epr.get("/endpoints/get/metadata").header("ETag"))
                .isEqualTo('"' + all.getETag().orElseThrow() + '"');
        assertThat(text(get("get", true, "floor", "missing"))).isEqualTo("{\"floor\":3}");
        assertThat(get("get", false).getPayload()).isEmpty();
        assertThat(get("get", true, "secret").getStatusCode()).isEqualTo(403);
        EndpointMetadataGetResponse unknown = get("nobody", true);
        assertThat(unknown.getStatusCode()).isEqualTo(404);
        assertThat(unknown.getETag()).isEmpty();
        assertThat(unknown.getReasonPhrase().orElseThrow()).contains("nobody");
        assertThat(get("nul\0", true).getStatusCode()).isEqualTo(404);
    }

    @Test
    void readsTheOlderLayoutOfGet() throws Exception {
        epr.registered("old", "{\"a\":1}");
        byte[] newest = Epmmp.GET_REQUEST
                .codec()
                .encode(new EndpointMetadataGetRequest("c", now(), 0L, "old", List.of(), true));
        byte[] older = Arrays.copyOf(newest, newest.length - 1);
        byte[] answer = epr.bus
                .request(Epmmp.GET_REQUEST.toService(epr.instance), older, TIMEOUT)
                .get(10, TimeUnit.SECONDS)
                .getData();
        assertThat(text(Epmmp.GET_RESPONSE.codec().decode(answer))).isEqualTo("{\"a\":1}");
    }

    @Test
    void listsKeys() throws Exception {
        epr.registered("keys", "{\"b\":1,\"a\":2,\"secret\":3}");
        EndpointMetadataKeysGetResponse keys = ask(
                Epmmp.KEYS_GET_REQUEST,
                Epmmp.KEYS_GET_RESPONSE,
                new EndpointMetadataKeysGetRequest("c", now(), 0L, "keys"));
        assertThat(keys.getStatusCode()).isEqualTo(200);
        assertThat(keys.getKeys()).containsExactly("a", "b");
        assertThat(ask(
                                Epmmp.KEYS_GET_REQUEST,
                                Epmmp.KEYS_GET_RESPONSE,
                                new EndpointMetadataKeysGetRequest("c", now(), 0L, "nobody"))
                        .getStatusCode())
                .isEqualTo(404);
    }

    @Test
    void patches() throws Exception {
        epr.registered("patch", "{\"location\":{\"lat\":1}}");
        String tag = get("patch", false).getETag().orElseThrow();
        assertThat(patch("patch", tag, "[{\"op\":\"replace\",\"path\":\"/location/lat\",\"value\":2}]")
                        .getStatusCode())
                .isEqualTo(200);
        assertThat(patch("patch", tag, "[]").getStatusCode()).isEqualTo(412);
        assertThat(patch("patch", null, "[{\"op\":\"add\",\"path\":\"/secret\",\"value\":2}]")
                        .getStatusCode())
                .isEqualTo(403);
        assertThat(patch("patch", null, "[{\"op\":\"copy\",\"from\":\"/secret/x\",\"path\":\"/a\"}]")
                        .getStatusCode())
                .isEqualTo(403);
        assertThat(patch("patch", null, "[{\"op\":\"replace\",\"path\":\"\",\"value\":{}}]")
                        .getStatusCode())
                .isEqualTo(403);
        assertThat(patch("patch", null, "[{\"op\":\"add\",\"path\":\"/a b\",\"value\":2}]")
                        .getStatusCode())
                .isEqualTo(400);
        assertThat(patch("patch", null, "nonsense").getStatusCode()).isEqualTo(400);
        assertThat(patch("patch", null, "{}").getStatusCode()).isEqualTo(400);
        assertThat(patch("nobody", null, "[]").getStatusCode()).isEqualTo(404);
        assertThat(epr.events.of("patch", 2).get(1).get(0)).isEqualTo("c");
    }

    @Test
    void tellsVersions() throws Exception {
        epr.registered("v1", "{}");
        epr.registered("v2", "{}");
        epr.call("PUT", "/endpoints/v2/app-version", "{\"name\":\"kettle-v2\"}");
        AppVersionsByEndpointsResponse versions = ask(
                Epmmp.APP_VERSION_GET_REQUEST,
                Epmmp.APP_VERSION_GET_RESPONSE,
                new AppVersionsByEndpointsRequest("c", now(), 0L, List.of("v1", "v2", "nobody")));
        assertThat(versions.getStatusCode()).isEqualTo(200);
        assertThat(versions.getEndpointIds()).containsExactly("v1", "v2", "nobody");
        assertThat(versions.getAppVersionsToEndpoints())
                .isEqualTo(Map.of("kettle-v1", List.of("v1"), "kettle-v2", List.of("v2")));
    }

    @Test
    void updatesKeys() throws Exception {
        epr.registered("u1", "{}");
        epr.registered("u2", "{}");
        assertThat(update("u1", "a", "{\"x\":1}").getStatusCode()).isEqualTo(200);
        assertThat(update("u1", "a", "nope").getStatusCode()).isEqualTo(400);
        assertThat(update("u1", "a b", "1").getStatusCode()).isEqualTo(400);
        assertThat(update("u1", "secret", "1").getStatusCode()).isEqualTo(403);
        assertThat(update("nobody", "a", "1").getStatusCode()).isEqualTo(404);

        assertThat(updateAll("u1", "b", "u2", "b", "u1", "c").getStatusCode()).isEqualTo(200);
        assertThat(epr.get("/endpoints/u1/metadata").text()).isEqualTo("{\"a\":{\"x\":1},\"b\":1,\"c\":1}");
        assertThat(epr.get("/endpoints/u2/metadata").text()).isEqualTo("{\"b\":1}");
        assertThat(updateAll("u1", "d", "u2", "secret").getStatusCode()).isEqualTo(403);
        assertThat(updateAll("u1", "d", "nobody", "d").getStatusCode()).isEqualTo(404);
        assertThat(epr.get("/endpoints/u1/metadata/d").status()).isEqualTo(200);
    }

    private static EndpointMetadataKeyBatchUpdateResponse updateAll(String... idsAndKeys) throws Exception {
        List<EndpointMetadataKeyUpdateCommand> commands = new ArrayList<>();
        for (int i = 0; i < idsAndKeys.length; i += 2) {
            commands.add(new EndpointMetadataKeyUpdateCommand(idsAndKeys[i], idsAndKeys[i + 1], utf8("1")));
        }
        return ask(
                Epmmp.KEY_BATCH_UPDATE_REQUEST,
                Epmmp.KEY_BATCH_UPDATE_RESPONSE,
                new EndpointMetadataKeyBatchUpdateRequest("c", now(), 0L, commands));
    }

    @Test
    void survivesGarbageAnswersAnywhereAndDropsWhatExpired() throws Exception {
        epr.registered("tough", "{}");
        epr.bus.publish(Epmmp.PATCH_REQUEST.toService(epr.instance), "x.y", new byte[] {9, 9, 9});
        Subscription inbox = epr.bus.connection().subscribe("some.where.else." + epr.instance);
        EndpointMetadataKeyUpdateRequest expired =
                new EndpointMetadataKeyUpdateRequest("c", now() - 10_000, 5_000L, "tough", "a", utf8("1"));
        EndpointMetadataKeyUpdateRequest valid =
                new EndpointMetadataKeyUpdateRequest("c", now(), 60_000L, "tough", "b", utf8("1"));
        for (EndpointMetadataKeyUpdateRequest request : List.of(expired, valid)) {
            epr.bus.publish(
                    Epmmp.KEY_UPDATE_REQUEST.toService(epr.instance),
                    "some.where.else." + epr.instance,
                    Epmmp.KEY_UPDATE_REQUEST.codec().encode(request));
        }
        assertThat(inbox.nextMessage(TIMEOUT)).isNotNull();
        assertThat(epr.get("/endpoints/tough/metadata").text()).isEqualTo("{\"b\":1}");
    }
}
