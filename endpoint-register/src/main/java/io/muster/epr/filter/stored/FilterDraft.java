package io.muster.epr.filter.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.filter.query.Query;
import java.util.Optional;

/**
 * A filter that somebody wants.
 *
 * @param query as it was sent
 * @param parsed the same, understood
 */
public record FilterDraft(
        String application, Optional<String> name, Optional<String> description, ObjectNode query, Query parsed) {}
