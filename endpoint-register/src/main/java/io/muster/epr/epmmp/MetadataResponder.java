package io.muster.epr.epmmp;

import io.muster.contract.avro.Epmmp;
import io.muster.contract.json.Json;
import io.muster.epr.endpoint.Endpoint;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.metadata.MetadataRules;
import io.muster.platform.nats.Responder;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kaaproject.ipc.epmmp.gen.v1.AppVersionsByEndpointsRequest;
import org.kaaproject.ipc.epmmp.gen.v1.AppVersionsByEndpointsResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataGetRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataGetResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeyBatchUpdateRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeyBatchUpdateResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeyUpdateRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeyUpdateResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeysGetRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeysGetResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataPatchRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataPatchResponse;

/** Answers the requests of 19/EPMMP: from messages to the repository and back. */
public final class MetadataResponder {

    private static final long NO_TIMEOUT = 0;

    private final MetadataRepository repository;
    private final Clock clock;

    /** @param restrictedKeys keys that may not be touched over this protocol */
    public MetadataResponder(
            EndpointStore store, EndpointWriter writer, MetadataRules rules, Set<String> restrictedKeys, Clock clock) {
        this.repository = new MetadataRepository(store, writer, rules, restrictedKeys);
        this.clock = clock;
    }

    /** Starts to answer what is sent to {@code instance}. */
    public void start(Responder responder, String instance) {
        responder.answer(Epmmp.GET_REQUEST, Epmmp.GET_RESPONSE, instance, this::get);
        responder.answer(Epmmp.KEYS_GET_REQUEST, Epmmp.KEYS_GET_RESPONSE, instance, this::keys);
        responder.answer(Epmmp.PATCH_REQUEST, Epmmp.PATCH_RESPONSE, instance, this::patch);
        responder.answer(Epmmp.APP_VERSION_GET_REQUEST, Epmmp.APP_VERSION_GET_RESPONSE, instance, this::versions);
        responder.answer(Epmmp.KEY_UPDATE_REQUEST, Epmmp.KEY_UPDATE_RESPONSE, instance, this::update);
        responder.answer(Epmmp.KEY_BATCH_UPDATE_REQUEST, Epmmp.KEY_BATCH_UPDATE_RESPONSE, instance, this::updateAll);
    }

    private EndpointMetadataGetResponse get(EndpointMetadataGetRequest request) {
        try {
            Endpoint endpoint = repository.endpoint(request.getEndpointId());
            ByteBuffer payload = request.getIncludeMetadata()
                    ? ByteBuffer.wrap(Json.bytes(repository.metadata(endpoint, request.getInclude())))
                    : null;
            return got(request, endpoint.metadataTag(), payload, Status.OK, endpoint.appVersion());
        } catch (RuntimeException failure) {
            return got(request, null, null, Status.of(failure), null);
        }
    }

    private EndpointMetadataGetResponse got(
            EndpointMetadataGetRequest request,
            @Nullable String tag,
            @Nullable ByteBuffer payload,
            Status status,
            @Nullable String appVersion) {
        return new EndpointMetadataGetResponse(
                request.getCorrelationId(),
                clock.millis(),
                NO_TIMEOUT,
                request.getEndpointId(),
                tag,
                payload,
                status.code(),
                status.reason(),
                appVersion);
    }

    private EndpointMetadataKeysGetResponse keys(EndpointMetadataKeysGetRequest request) {
        try {
            return keys(request, repository.keys(request.getEndpointId()), Status.OK);
        } catch (RuntimeException failure) {
            return keys(request, List.of(), Status.of(failure));
        }
    }

    private EndpointMetadataKeysGetResponse keys(
            EndpointMetadataKeysGetRequest request, List<String> keys, Status status) {
        return new EndpointMetadataKeysGetResponse(
                request.getCorrelationId(),
                clock.millis(),
                NO_TIMEOUT,
                request.getEndpointId(),
                keys,
                status.code(),
                status.reason());
    }

    private EndpointMetadataPatchResponse patch(EndpointMetadataPatchRequest request) {
        Status status = Status.of(
                () -> repository.patch(request.getEndpointId(), bytes(request.getPatch()), request.getIfMatch()));
        return new EndpointMetadataPatchResponse(
                request.getCorrelationId(),
                clock.millis(),
                NO_TIMEOUT,
                request.getEndpointId(),
                status.code(),
                status.reason());
    }

    private AppVersionsByEndpointsResponse versions(AppVersionsByEndpointsRequest request) {
        try {
            return versions(request, repository.versions(request.getEndpointIds()), Status.OK);
        } catch (RuntimeException failure) {
            return versions(request, Map.of(), Status.of(failure));
        }
    }

    private AppVersionsByEndpointsResponse versions(
            AppVersionsByEndpointsRequest request, Map<String, List<String>> versions, Status status) {
        return new AppVersionsByEndpointsResponse(
                request.getCorrelationId(),
                clock.millis(),
                NO_TIMEOUT,
                request.getEndpointIds(),
                versions,
                status.code(),
                status.reason());
    }

    private EndpointMetadataKeyUpdateResponse update(EndpointMetadataKeyUpdateRequest request) {
        Status status = Status.of(() -> repository.update(List.of(new MetadataRepository.KeyUpdate(
                request.getEndpointId(), request.getMetadataKey(), bytes(request.getMetadataValue())))));
        return new EndpointMetadataKeyUpdateResponse(
                request.getCorrelationId(),
                clock.millis(),
                NO_TIMEOUT,
                request.getEndpointId(),
                status.code(),
                status.reason());
    }

    private EndpointMetadataKeyBatchUpdateResponse updateAll(EndpointMetadataKeyBatchUpdateRequest request) {
        Status status = Status.of(() -> repository.update(request.getCommands().stream()
                .map(command -> new MetadataRepository.KeyUpdate(
                        command.getEndpointId(), command.getMetadataKey(), bytes(command.getMetadataValue())))
                .toList()));
        return new EndpointMetadataKeyBatchUpdateResponse(
                request.getCorrelationId(), clock.millis(), NO_TIMEOUT, status.code(), status.reason());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
