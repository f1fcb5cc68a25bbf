package io.muster.epr.filter.query;

import io.muster.contract.error.Refusal;

/** The outcome of parsing a query. */
public sealed interface ParsedQuery {

    /** The query is well formed and within the limits. */
    record Valid(Query query) implements ParsedQuery {}

    /**
     * The query is refused.
     *
     * @param position JSON pointer (RFC 6901) to the offending member; empty for the query as a whole
     * @param message names the rule or limit and what is allowed
     */
    record InvalidQuery(String position, String message) implements ParsedQuery {

        /** The message with its position, for people. */
        public String describe() {
            return position.isEmpty() ? "filter query: " + message : "filter query at " + position + ": " + message;
        }

        /** The answer to whoever sent the query. */
        public Refusal refusal() {
            return Refusal.malformed(describe());
        }
    }
}
