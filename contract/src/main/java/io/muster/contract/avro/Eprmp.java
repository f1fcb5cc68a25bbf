package io.muster.contract.avro;

import org.kaaproject.ipc.eprmp.gen.v1.EndpointRelationsGetRequest;
import org.kaaproject.ipc.eprmp.gen.v1.EndpointRelationsGetResponse;
import org.kaaproject.ipc.eprmp.gen.v1.EndpointRelationsUpdated;

/** 24/EPRMP: relations between endpoints. */
public final class Eprmp {
    /** To whom is an endpoint related? */
    public static final Message.Targeted<EndpointRelationsGetRequest> RELATIONS_GET_REQUEST = new Message.Targeted<>(
            Protocol.EPRMP, "ep-relations-get-request", Codec.of(EndpointRelationsGetRequest.getClassSchema()));

    /** The related endpoints. */
    public static final Message.Targeted<EndpointRelationsGetResponse> RELATIONS_GET_RESPONSE = new Message.Targeted<>(
            Protocol.EPRMP, "ep-relations-get-response", Codec.of(EndpointRelationsGetResponse.getClassSchema()));

    /** Relations have changed. */
    public static final Message.Event<EndpointRelationsUpdated> RELATIONS_UPDATED = new Message.Event<>(
            Protocol.EPRMP, "endpoint", "relations", "updated", Codec.of(EndpointRelationsUpdated.getClassSchema()));

    private Eprmp() {}
}
