package io.muster.epmx.repository;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.avro.Epmmp;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.avro.Message.Targeted;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.MetadataKey;
import io.muster.platform.nats.Bus;
import io.muster.platform.trace.Correlation;
import io.muster.platform.work.Waiting;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataGetRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataGetResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeysGetRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeysGetResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataPatchRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataPatchResponse;

/** The register's metadata over 19/EPMMP. Answers come on an inbox of the NATS client. */
public final class EpmmpRepository implements MetadataRepository {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Bus bus;
    private final String register;
    private final Duration timeout;
    private final Clock clock;

    /**
     * @param register service instance name of the endpoint register
     * @param timeout of one call, and life span of its request
     */
    public EpmmpRepository(Bus bus, String register, Duration timeout, Clock clock) {
        this.bus = bus;
        this.register = register;
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public Metadata read(EndpointId endpoint) {
        EndpointMetadataGetResponse answer = ask(
                Epmmp.GET_REQUEST,
                new EndpointMetadataGetRequest(
                        Correlation.current(), clock.millis(), timeout.toMillis(), endpoint.value(), List.of(), true),
                Epmmp.GET_RESPONSE);
        require(answer.getStatusCode(), answer.getReasonPhrase());
        Optional<byte[]> payload = answer.getPayload().map(EpmmpRepository::bytes);
        if (answer.getETag().isPresent() && payload.isPresent() && object(payload.get()) instanceof ObjectNode values) {
            return new Metadata(values, answer.getETag().get());
        }
        throw notUnderstood("no object with a version tag");
    }

    @Override
    public Set<String> keys(EndpointId endpoint) {
        EndpointMetadataKeysGetResponse answer = ask(
                Epmmp.KEYS_GET_REQUEST,
                new EndpointMetadataKeysGetRequest(
                        Correlation.current(), clock.millis(), timeout.toMillis(), endpoint.value()),
                Epmmp.KEYS_GET_RESPONSE);
        require(answer.getStatusCode(), answer.getReasonPhrase());
        return new LinkedHashSet<>(answer.getKeys());
    }

    @Override
    public void update(EndpointId endpoint, ObjectNode values) {
        EndpointMetadataPatchResponse answer = patch(endpoint, null, MetadataPatch.update(values));
        require(answer.getStatusCode(), answer.getReasonPhrase());
    }

    @Override
    public void delete(EndpointId endpoint, Set<MetadataKey> keys) {
        EndpointMetadataPatchResponse answer = patch(endpoint, null, MetadataPatch.delete(keys));
        require(answer.getStatusCode(), answer.getReasonPhrase());
    }

    @Override
    public boolean replace(EndpointId endpoint, Metadata seen, ObjectNode values) {
        EndpointMetadataPatchResponse answer =
                patch(endpoint, seen.tag(), MetadataPatch.between(seen.values(), values));
        if (answer.getStatusCode() == Kind.PRECONDITION_FAILED.status()) {
            return false;
        }
        require(answer.getStatusCode(), answer.getReasonPhrase());
        return true;
    }

    private EndpointMetadataPatchResponse patch(EndpointId endpoint, @Nullable String ifMatch, ArrayNode patch) {
        return ask(
                Epmmp.PATCH_REQUEST,
                new EndpointMetadataPatchRequest(
                        Correlation.current(),
                        clock.millis(),
                        timeout.toMillis(),
                        endpoint.value(),
                        ifMatch,
                        ByteBuffer.wrap(Json.bytes(patch))),
                Epmmp.PATCH_RESPONSE);
    }

    private <Q extends SpecificRecord, A extends SpecificRecord> A ask(
            Targeted<Q> request, Q question, Targeted<A> response) {
        byte[] payload = request.codec().encode(question);
        if (payload.length > bus.maxPayload()) {
            throw new Refused(Refusal.tooLarge("The change takes " + payload.length + " bytes on NATS, at most "
                    + bus.maxPayload() + " are allowed"));
        }
        try {
            byte[] answer = Waiting.on(bus.request(request.toService(register), payload, timeout))
                    .getData();
            return response.codec().decode(answer);
        } catch (CancellationException silence) {
            throw new Refused(Refusal.unavailable(
                    "The endpoint register did not answer within " + timeout.toMillis() + " ms", RETRY_AFTER));
        } catch (IllegalStateException notConnected) {
            throw new Refused(Refusal.unavailable("NATS cannot be reached", RETRY_AFTER));
        } catch (MalformedMessage garbage) {
            throw notUnderstood(String.valueOf(garbage.getMessage()));
        }
    }

    private static void require(int status, Optional<String> reason) {
        if (status / 100 != 2) {
            throw Answers.refused(status, reason.orElse(""));
        }
    }

    private static Object object(byte[] payload) {
        try {
            return Json.parse(payload, Json.MAX_DEPTH);
        } catch (Refused garbage) {
            throw notUnderstood(garbage.refusal().message());
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static Refused notUnderstood(String why) {
        return Answers.refused(Kind.INTERNAL.status(), "The endpoint register's answer is not understood: " + why);
    }
}
