package io.muster.contract.avro;

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

/** 19/EPMMP: metadata by request. */
public final class Epmmp {
    /** Give me metadata; also reads the layout of early 2020. */
    public static final Message.Targeted<EndpointMetadataGetRequest> GET_REQUEST = new Message.Targeted<>(
            Protocol.EPMMP,
            "ep-metadata-get-request",
            Codec.<EndpointMetadataGetRequest>of(EndpointMetadataGetRequest.getClassSchema())
                    .alsoReading(GeneratedRecords.kaa11(EndpointMetadataGetRequest.getClassSchema())));

    /** Metadata of an endpoint; also reads the layout of early 2020. */
    public static final Message.Targeted<EndpointMetadataGetResponse> GET_RESPONSE = new Message.Targeted<>(
            Protocol.EPMMP,
            "ep-metadata-get-response",
            Codec.<EndpointMetadataGetResponse>of(EndpointMetadataGetResponse.getClassSchema())
                    .alsoReading(GeneratedRecords.kaa11(EndpointMetadataGetResponse.getClassSchema())));

    /** Which keys are there? */
    public static final Message.Targeted<EndpointMetadataKeysGetRequest> KEYS_GET_REQUEST = new Message.Targeted<>(
            Protocol.EPMMP, "ep-metadata-keys-get-request", Codec.of(EndpointMetadataKeysGetRequest.getClassSchema()));

    /** The keys of an endpoint. */
    public static final Message.Targeted<EndpointMetadataKeysGetResponse> KEYS_GET_RESPONSE = new Message.Targeted<>(
            Protocol.EPMMP,
            "ep-metadata-keys-get-response",
            Codec.of(EndpointMetadataKeysGetResponse.getClassSchema()));

    /** Apply a JSON Patch. */
    public static final Message.Targeted<EndpointMetadataPatchRequest> PATCH_REQUEST = new Message.Targeted<>(
            Protocol.EPMMP, "ep-metadata-patch-request", Codec.of(EndpointMetadataPatchRequest.getClassSchema()));

    /** Whether the patch was stored. */
    public static final Message.Targeted<EndpointMetadataPatchResponse> PATCH_RESPONSE = new Message.Targeted<>(
            Protocol.EPMMP, "ep-metadata-patch-response", Codec.of(EndpointMetadataPatchResponse.getClassSchema()));

    /** Which application versions do they run? */
    public static final Message.Targeted<AppVersionsByEndpointsRequest> APP_VERSION_GET_REQUEST =
            new Message.Targeted<>(
                    Protocol.EPMMP,
                    "ep-app-version-get-request",
                    Codec.of(AppVersionsByEndpointsRequest.getClassSchema()));

    /** Who runs which application version. */
    public static final Message.Targeted<AppVersionsByEndpointsResponse> APP_VERSION_GET_RESPONSE =
            new Message.Targeted<>(
                    Protocol.EPMMP,
                    "ep-app-version-get-response",
                    Codec.of(AppVersionsByEndpointsResponse.getClassSchema()));

    /** Set one key. */
    public static final Message.Targeted<EndpointMetadataKeyUpdateRequest> KEY_UPDATE_REQUEST = new Message.Targeted<>(
            Protocol.EPMMP,
            "ep-metadata-key-update-request",
            Codec.of(EndpointMetadataKeyUpdateRequest.getClassSchema()));

    /** Whether the key was set. */
    public static final Message.Targeted<EndpointMetadataKeyUpdateResponse> KEY_UPDATE_RESPONSE =
            new Message.Targeted<>(
                    Protocol.EPMMP,
                    "ep-metadata-key-update-response",
                    Codec.of(EndpointMetadataKeyUpdateResponse.getClassSchema()));

    /** Set keys on several endpoints. */
    public static final Message.Targeted<EndpointMetadataKeyBatchUpdateRequest> KEY_BATCH_UPDATE_REQUEST =
            new Message.Targeted<>(
                    Protocol.EPMMP,
                    "ep-metadata-key-batch-update-request",
                    Codec.of(EndpointMetadataKeyBatchUpdateRequest.getClassSchema()));

    /** Whether the keys were set; shares its type with the answer for one key, so the request decides which it is. */
    public static final Message.Targeted<EndpointMetadataKeyBatchUpdateResponse> KEY_BATCH_UPDATE_RESPONSE =
            new Message.Targeted<>(
                    Protocol.EPMMP,
                    "ep-metadata-key-update-response",
                    Codec.of(EndpointMetadataKeyBatchUpdateResponse.getClassSchema()));

    private Epmmp() {}
}
