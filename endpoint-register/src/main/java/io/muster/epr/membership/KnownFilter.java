package io.muster.epr.membership;

import io.muster.epr.filter.query.Query;
import java.util.Optional;

/**
 * A stored filter as the feed knows it.
 *
 * @param generation number of the query; another query is another generation
 * @param query what its members satisfy
 * @param active whether all endpoints are evaluated, so that users can search by it
 */
record KnownFilter(
        String id, String application, Optional<String> name, long generation, Query query, boolean active) {}
