package io.muster.epmx.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.contract.avro.Epmmp;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.contract.name.EndpointId;
import io.muster.embedded.TestStack;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.NatsSettings;
import io.muster.platform.nats.Responder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataGetRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataGetResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeysGetRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeysGetResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataPatchRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataPatchResponse;

/** 19/EPMMP over a real nats-server, with an in-memory repository as the register. */
final class EpmmpRepositoryTest implements MetadataRepositoryContract {

    private final String register = "epr-" + Long.toString(System.nanoTime(), 36);
    private final InMemoryRepository stored = new InMemoryRepository();
    private Bus bus;
    private Responder responder;
    private EpmmpRepository repository;

    @BeforeEach
    void start() throws Exception {
        bus = Bus.connect(NatsSettings.of(TestStack.nats().url()), "epmmp-test");
        responder = new Responder(bus, new SimpleMeterRegistry(), Clock.systemUTC(), 10);
        responder.answer(Epmmp.GET_REQUEST, Epmmp.GET_RESPONSE, register, this::get);
        responder.answer(Epmmp.KEYS_GET_REQUEST, Epmmp.KEYS_GET_RESPONSE, register, this::keys);
        responder.answer(Epmmp.PATCH_REQUEST, Epmmp.PATCH_RESPONSE, register, this::patch);
        bus.flush(Duration.ofSeconds(5));
        repository = new EpmmpRepository(bus, register, Duration.ofSeconds(5), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        responder.close();
        bus.close();
    }

    @Override
    public MetadataRepository repository() {
        return repository;
    }

    @Override
    public EndpointId registered(String json) {
        stored.with("ep", json);
        return EndpointId.of("ep");
    }

    @Test
    void nobodyThereIsUnavailable() {
        EpmmpRepository nowhere =
                new EpmmpRepository(bus, register + "-nowhere", Duration.ofSeconds(5), Clock.systemUTC());
        assertThatThrownBy(() -> nowhere.keys(EndpointId.of("ep")))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal().kind()).isEqualTo(Kind.UNAVAILABLE));
    }

    @Test
    void aChangeThatDoesNotFitNatsIsRefused() {
        ObjectNode large = Json.mapper().createObjectNode().put("a", "x".repeat((int) bus.maxPayload()));
        assertThatThrownBy(() -> repository.update(registered("{}"), large))
                .hasMessageContaining("at most " + bus.maxPayload())
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal().kind()).isEqualTo(Kind.TOO_LARGE));
    }

    @Test
    void garbageFromTheRegisterIsAFailure() {
        bus.subscribe(
                "kaa.v1.service." + register + "-mad.epmmp.>",
                request -> bus.publish(request.getReplyTo(), new byte[] {1}));
        EpmmpRepository mad = new EpmmpRepository(bus, register + "-mad", Duration.ofSeconds(5), Clock.systemUTC());
        assertThatThrownBy(() -> mad.keys(EndpointId.of("ep")))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal().kind()).isEqualTo(Kind.INTERNAL));
    }

    private EndpointMetadataGetResponse get(EndpointMetadataGetRequest request) {
        EndpointMetadataGetResponse.Builder answer = EndpointMetadataGetResponse.newBuilder()
                .setCorrelationId(request.getCorrelationId())
                .setTimestamp(request.getTimestamp())
                .setEndpointId(request.getEndpointId());
        try {
            Metadata metadata = stored.read(EndpointId.of(request.getEndpointId()));
            return answer.setETag(metadata.tag())
                    .setPayload(ByteBuffer.wrap(Json.bytes(metadata.values())))
                    .setStatusCode(200)
                    .build();
        } catch (Refused refused) {
            return answer.setStatusCode(refused.refusal().status()).build();
        }
    }

    private EndpointMetadataKeysGetResponse keys(EndpointMetadataKeysGetRequest request) {
        EndpointMetadataKeysGetResponse.Builder answer = EndpointMetadataKeysGetResponse.newBuilder()
                .setCorrelationId(request.getCorrelationId())
                .setTimestamp(request.getTimestamp())
                .setEndpointId(request.getEndpointId());
        try {
            return answer.setKeys(List.copyOf(stored.keys(EndpointId.of(request.getEndpointId()))))
                    .setStatusCode(200)
                    .build();
        } catch (Refused refused) {
            return answer.setStatusCode(refused.refusal().status()).build();
        }
    }

    private EndpointMetadataPatchResponse patch(EndpointMetadataPatchRequest request) {
        EndpointMetadataPatchResponse.Builder answer = EndpointMetadataPatchResponse.newBuilder()
                .setCorrelationId(request.getCorrelationId())
                .setTimestamp(request.getTimestamp())
                .setEndpointId(request.getEndpointId());
        try {
            EndpointId endpoint = EndpointId.of(request.getEndpointId());
            Metadata seen = stored.read(endpoint);
            Metadata expected = new Metadata(seen.values(), request.getIfMatch().orElse(seen.tag()));
            ObjectNode patched = patched(seen.values().deepCopy(), request.getPatch());
            return answer.setStatusCode(stored.replace(endpoint, expected, patched) ? 200 : 412)
                    .build();
        } catch (Refused refused) {
            return answer.setStatusCode(refused.refusal().status()).build();
        }
    }

    /** As much of JSON Patch as the client uses; removing what is not there fails, as RFC 6902 has it. */
    private static ObjectNode patched(ObjectNode values, ByteBuffer patch) {
        for (JsonNode step : Json.parse(StandardCharsets.UTF_8.decode(patch).toString(), 10)) {
            String key = step.path("path").asText().substring(1);
            if (step.path("op").asText().equals("add")) {
                values.set(key, step.path("value"));
            } else {
                assertThat(values.remove(key)).isNotNull();
            }
        }
        return values;
    }
}
