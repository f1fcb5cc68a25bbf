package io.muster.epr.filter.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.filter.query.CanonicalForm;
import io.muster.epr.filter.query.Query;
import java.util.Optional;

/**
 * What is to change in a filter; what is absent stays.
 *
 * @param name empty inside to take the name away
 * @param description empty inside to take the description away
 * @param query another query
 */
public record FilterPatch(
        Optional<Optional<String>> name, Optional<Optional<String>> description, Optional<NewQuery> query) {

    /**
     * A query.
     *
     * @param text as it was sent
     * @param parsed the same, understood
     */
    public record NewQuery(ObjectNode text, Query parsed) {}

    /** The filter after the change; the same when nothing changes. */
    StoredFilter appliedTo(StoredFilter filter) {
        return new StoredFilter(
                filter.id(),
                filter.application(),
                name.orElse(filter.name()),
                description.orElse(filter.description()),
                query.map(NewQuery::text).orElse(filter.query()),
                filter.status(),
                filter.generation(),
                filter.edition(),
                filter.matched(),
                filter.createdAt(),
                filter.updatedAt());
    }

    /** Whether the query means something else than that of the filter; another spelling of the same does not. */
    boolean anotherQuery(StoredFilter filter) {
        return query.isPresent()
                && StoredQuery.parse(filter.id(), filter.query().toString())
                        .map(old -> !CanonicalForm.of(old)
                                .equals(CanonicalForm.of(query.get().parsed())))
                        .orElse(true);
    }
}
