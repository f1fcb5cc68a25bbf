package io.muster.platform.nats;

import java.time.Duration;
import java.util.Set;

/**
 * Limits of the stream. A stream that is made gets all of them; of one that is there only those are changed that are
 * insisted on, since an operator may have set the others on the stream itself.
 *
 * @param maxAge how long events are kept
 * @param maxBytes size on disk at which the oldest go
 * @param duplicateWindow how long message IDs are remembered
 * @param replicas copies in a NATS cluster
 * @param insisted those that a stream has to have even if it is there already
 * @param acknowledgementTimeout how long a batch may take to be confirmed
 */
public record EventStreamSettings(
        Duration maxAge,
        long maxBytes,
        Duration duplicateWindow,
        int replicas,
        Set<Limit> insisted,
        Duration acknowledgementTimeout) {

    /** Seven days or 4 GiB, whichever is reached first; one copy. */
    public static final EventStreamSettings DEFAULT = new EventStreamSettings(
            Duration.ofDays(7), 4L << 30, Duration.ofMinutes(2), 1, Set.of(), Duration.ofSeconds(5));

    public EventStreamSettings {
        insisted = Set.copyOf(insisted);
    }

    /** What a stream can be told to keep to. */
    public enum Limit {
        /** How long events are kept. */
        MAX_AGE,
        /** How much room they may take. */
        MAX_SIZE,
        /** How long message IDs are remembered. */
        DUPLICATE_WINDOW,
        /** Copies in a NATS cluster. */
        REPLICAS
    }
}
