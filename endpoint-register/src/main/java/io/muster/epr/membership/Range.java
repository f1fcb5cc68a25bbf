package io.muster.epr.membership;

import io.muster.epr.endpoint.Change;
import io.muster.epr.endpoint.NameHash;
import io.muster.platform.feed.Partitions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Endpoints of one application and some partitions with IDs greater than {@code after} and up to {@code upTo}.
 *
 * @param after exclusive
 * @param upTo inclusive; {@link Progress#END} for all that follow
 */
record Range(Set<Integer> partitions, String application, String after, String upTo) {

    /** Kinds of change records that are about endpoints. */
    static final String[] KINDS =
            Arrays.stream(Change.Kind.values()).map(Change.Kind::text).toArray(String[]::new);

    /** How many parameters {@link #SETTLED} takes. */
    static final int PARAMETERS = 5;

    /** Condition on rows of {@code endpoint}: in the range, and no change of them waits. */
    static final String SETTLED = """
            %s AND partition = ANY ($2) AND endpoint_id > $3 AND endpoint_id <= $4
            AND NOT EXISTS (SELECT FROM change_record c WHERE c.subject = endpoint.endpoint_id
              AND c.parked_reason IS NULL AND c.kind = ANY ($5))""".formatted(NameHash.equal("application", "$1"));

    /** Values of {@link #SETTLED}. */
    List<Object> parameters() {
        return List.of(application, Partitions.array(partitions), after, upTo, KINDS);
    }

    Range endingAt(String last) {
        return new Range(partitions, application, after, last);
    }
}
