package io.muster.platform.nats;

import java.time.Duration;

/**
 * Limits of the stream.
 *
 * @param maxAge how long events are kept
 * @param maxBytes size on disk at which the oldest go
 * @param duplicateWindow how long message IDs are remembered
 * @param replicas copies in a NATS cluster
 * @param acknowledgementTimeout how long a batch may take to be confirmed
 */
public record EventStreamSettings(
        Duration maxAge, long maxBytes, Duration duplicateWindow, int replicas, Duration acknowledgementTimeout) {

    /** Seven days or 4 GiB, whichever is reached first; one copy. */
    public static final EventStreamSettings DEFAULT =
            new EventStreamSettings(Duration.ofDays(7), 4L << 30, Duration.ofMinutes(2), 1, Duration.ofSeconds(5));
}
