package io.muster.contract.avro;

import org.kaaproject.ipc.efmp.gen.v1.EndpointFiltersRequest;
import org.kaaproject.ipc.efmp.gen.v1.EndpointFiltersResponse;
import org.kaaproject.ipc.efmp.gen.v1.EndpointListByFilterRequest;
import org.kaaproject.ipc.efmp.gen.v1.EndpointListByFilterResponse;

/** 20/EFMP: filters by request. */
public final class Efmp {
    /** Which filters does an endpoint match? */
    public static final Message.Targeted<EndpointFiltersRequest> FILTERS_REQUEST = new Message.Targeted<>(
            Protocol.EFMP, "ep-filters-request", Codec.of(EndpointFiltersRequest.getClassSchema()));

    /** The filters an endpoint matches. */
    public static final Message.Targeted<EndpointFiltersResponse> FILTERS_RESPONSE = new Message.Targeted<>(
            Protocol.EFMP, "ep-filters-response", Codec.of(EndpointFiltersResponse.getClassSchema()));

    /** Which endpoints match a filter? */
    public static final Message.Targeted<EndpointListByFilterRequest> LIST_BY_FILTER_REQUEST = new Message.Targeted<>(
            Protocol.EFMP, "ep-list-by-filter-request", Codec.of(EndpointListByFilterRequest.getClassSchema()));

    /** The endpoints that match a filter. */
    public static final Message.Targeted<EndpointListByFilterResponse> LIST_BY_FILTER_RESPONSE = new Message.Targeted<>(
            Protocol.EFMP, "ep-list-by-filter-response", Codec.of(EndpointListByFilterResponse.getClassSchema()));

    private Efmp() {}
}
