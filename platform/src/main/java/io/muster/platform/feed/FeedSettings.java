package io.muster.platform.feed;

import java.time.Duration;

/**
 * Tuning of the change feed.
 *
 * @param batch records worked on together
 * @param poll longest pause between looks at the table; the safety net behind notifications
 * @param lease how long a partition stays with a replica that went silent
 * @param retry pause after a failure of NATS or PostgreSQL
 * @param attempts how often a record that fails by itself is tried before it is parked
 */
public record FeedSettings(int batch, Duration poll, Duration lease, Duration retry, int attempts) {

    /** Batches of 1,000, polling every 250 ms, leases of 2 s, 3 attempts. */
    public static final FeedSettings DEFAULT =
            new FeedSettings(1_000, Duration.ofMillis(250), Duration.ofSeconds(2), Duration.ofMillis(200), 3);
}
