package io.muster.epr.filter.query;

import java.util.List;

/** One side of a {@link Query.Compare}. */
public sealed interface Operand {

    /** The name of the endpoint's application version. */
    record Version() implements Operand {}

    /** The value of a metadata key, or what the path leads to within it. */
    record Metadata(String key, List<String> path) implements Operand {
        public Metadata {
            path = List.copyOf(path);
        }
    }
}
