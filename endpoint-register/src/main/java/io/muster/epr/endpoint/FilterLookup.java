package io.muster.epr.endpoint;

import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What lists of endpoints need to know about filters. */
public interface FilterLookup {

    /** There are no filters. */
    FilterLookup NONE = new FilterLookup() {
        @Override
        public EndpointQuery.Members members(String filterId) {
            throw new Refused(Refusal.notFound("Filter [" + filterId + "] is not found"));
        }

        @Override
        public Condition matching(String metadataFilter, List<Condition> scope) {
            throw new Refused(Refusal.malformed("Query parameter \"metadataFilter\" is not offered"));
        }

        @Override
        public Map<String, List<String>> filtersOf(Collection<String> endpointIds) {
            return Map.of();
        }
    };

    /**
     * The endpoints that belong to a stored filter.
     *
     * @throws Refused 404 when there is no such filter, 409 while it is pending
     */
    EndpointQuery.Members members(String filterId);

    /**
     * Endpoints that satisfy an ad hoc condition: a query as JSON text, or {@code key=value[,key=value]}.
     *
     * @param scope conditions that hold besides; they keep the number of endpoints to look at small
     * @throws Refused 400 when it cannot be understood, or too many endpoints would have to be looked at one by one
     */
    Condition matching(String metadataFilter, List<Condition> scope);

    /** IDs of the active filters that each endpoint belongs to; endpoints in none may be left out. */
    Map<String, List<String>> filtersOf(Collection<String> endpointIds);
}
