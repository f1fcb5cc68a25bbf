package io.muster.epr.filter.stored;

import io.muster.epr.filter.query.ParsedQuery;
import io.muster.epr.filter.query.Query;
import io.muster.epr.filter.query.QueryLimits;
import io.muster.epr.filter.query.QueryParser;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads queries that were accepted earlier, perhaps under more generous limits. */
public final class StoredQuery {

    private static final Logger LOG = LoggerFactory.getLogger(StoredQuery.class);
    private static final int NONE = Integer.MAX_VALUE;
    private static final QueryParser PARSER =
            new QueryParser(new QueryLimits(NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE));

    private StoredQuery() {}

    /** The query of the filter; empty and logged if it is none, which only a foreign hand in the database can cause. */
    public static Optional<Query> parse(String filterId, String text) {
        return switch (PARSER.parse(text)) {
            case ParsedQuery.Valid valid -> Optional.of(valid.query());
            case ParsedQuery.InvalidQuery invalid -> {
                LOG.error("Filter {} is left out, its stored query cannot be read: {}", filterId, invalid.describe());
                yield Optional.empty();
            }
        };
    }
}
