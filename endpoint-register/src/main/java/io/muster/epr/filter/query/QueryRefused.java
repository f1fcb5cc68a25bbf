package io.muster.epr.filter.query;

import java.io.Serial;

/** Leaves the recursive descent of the parser; {@link QueryParser} turns it into a value. Never leaves this package. */
final class QueryRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String position;
    private final String reason;

    QueryRefused(Position position, String reason) {
        super(reason, null, false, false);
        this.position = position.pointer();
        this.reason = reason;
    }

    ParsedQuery.InvalidQuery asOutcome() {
        return new ParsedQuery.InvalidQuery(position, reason);
    }
}
