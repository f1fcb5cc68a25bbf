package io.muster.epr.efmp;

import io.muster.contract.avro.Efmp;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.epmmp.Status;
import io.muster.epr.filter.stored.FilterStore;
import io.muster.platform.nats.Responder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.kaaproject.ipc.efmp.gen.v1.EndpointFiltersRequest;
import org.kaaproject.ipc.efmp.gen.v1.EndpointFiltersResponse;
import org.kaaproject.ipc.efmp.gen.v1.EndpointListByFilterRequest;
import org.kaaproject.ipc.efmp.gen.v1.EndpointListByFilterResponse;

/** Answers the requests of 20/EFMP. Only active filters are told. */
public final class FilterResponder {

    private static final long NO_TIMEOUT = 0;

    /** An ID takes at least a byte for its length and one for itself. */
    private static final int LEAST_PER_ENDPOINT = 2;

    private final FilterStore filters;
    private final EndpointStore endpoints;
    private final Clock clock;
    private final long maxBytes;

    /** @param maxBytes largest answer that NATS would take */
    public FilterResponder(FilterStore filters, EndpointStore endpoints, Clock clock, long maxBytes) {
        this.filters = filters;
        this.endpoints = endpoints;
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    /** Starts to answer what is sent to {@code instance}. */
    public void start(Responder responder, String instance) {
        responder.answer(Efmp.FILTERS_REQUEST, Efmp.FILTERS_RESPONSE, instance, this::filtersOf);
        responder.answer(Efmp.LIST_BY_FILTER_REQUEST, Efmp.LIST_BY_FILTER_RESPONSE, instance, this::endpointsOf);
    }

    private EndpointFiltersResponse filtersOf(EndpointFiltersRequest request) {
        try {
            String endpointId = endpoints.get(request.getEndpointId()).id();
            return answer(
                    request,
                    filters.activeFiltersOf(List.of(endpointId)).getOrDefault(endpointId, List.of()),
                    Status.OK);
        } catch (RuntimeException failure) {
            return answer(request, List.of(), Status.of(failure));
        }
    }

    private EndpointFiltersResponse answer(EndpointFiltersRequest request, List<String> filterIds, Status status) {
        return new EndpointFiltersResponse(
                request.getCorrelationId(),
                clock.millis(),
                NO_TIMEOUT,
                request.getEndpointId(),
                filterIds,
                status.code(),
                status.reason());
    }

    private EndpointListByFilterResponse endpointsOf(EndpointListByFilterRequest request) {
        try {
            // Very long lists are not even read.
            if (filters.getActive(request.getFilterId()).matched() > maxBytes / LEAST_PER_ENDPOINT) {
                throw tooLong();
            }
            EndpointListByFilterResponse response =
                    answer(request, filters.membersByVersion(request.getFilterId()), Status.OK);
            if (Efmp.LIST_BY_FILTER_RESPONSE.codec().encode(response).length > maxBytes) {
                throw tooLong();
            }
            return response;
        } catch (RuntimeException failure) {
            return answer(request, Map.of(), Status.of(failure));
        }
    }

    private static Refused tooLong() {
        return new Refused(new Refusal(
                Kind.TOO_LARGE, "The list is longer than a NATS message may be; ask EPR over REST, page by page"));
    }

    private EndpointListByFilterResponse answer(
            EndpointListByFilterRequest request, Map<String, List<String>> endpointIds, Status status) {
        return new EndpointListByFilterResponse(
                request.getCorrelationId(),
                clock.millis(),
                NO_TIMEOUT,
                request.getFilterId(),
                endpointIds,
                status.code(),
                status.reason());
    }
}
