package io.muster.epr.filter.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A condition that decided the result of a query.
 *
 * @param condition the condition in the canonical form of the query language
 * @param holds whether the condition holds; false where the query demands that it does not
 * @param found the values the condition looked at, at most {@link #MAX_FOUND}; empty if there is none
 */
public record Reason(ObjectNode condition, boolean holds, List<JsonNode> found) {

    /** Bound of {@link #found}. */
    public static final int MAX_FOUND = 10;

    public Reason {
        found = List.copyOf(found);
    }
}
