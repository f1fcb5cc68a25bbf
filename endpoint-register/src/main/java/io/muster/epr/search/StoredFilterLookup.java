package io.muster.epr.search;

import io.muster.epr.endpoint.Condition;
import io.muster.epr.endpoint.EndpointQuery;
import io.muster.epr.endpoint.FilterLookup;
import io.muster.epr.filter.stored.FilterStore;
import io.muster.epr.filter.stored.StoredFilter;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Lists of endpoints by stored filters and ad hoc conditions. */
public final class StoredFilterLookup implements FilterLookup {

    private final FilterStore filters;
    private final QueryReader reader;
    private final QueryConditions conditions;

    /** Looks up in {@code filters}; reads and executes ad hoc conditions by the others. */
    public StoredFilterLookup(FilterStore filters, QueryReader reader, QueryConditions conditions) {
        this.filters = filters;
        this.reader = reader;
        this.conditions = conditions;
    }

    @Override
    public EndpointQuery.Members members(String filterId) {
        StoredFilter filter = filters.getActive(filterId);
        return new EndpointQuery.Members(filter.id(), filter.application(), filter.matched());
    }

    @Override
    public Condition matching(String metadataFilter, List<Condition> scope) {
        return conditions.of(reader.metadataFilter(metadataFilter), scope).condition();
    }

    @Override
    public Map<String, List<String>> filtersOf(Collection<String> endpointIds) {
        return filters.activeFiltersOf(endpointIds);
    }
}
