package io.muster.platform.feed;

import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import java.time.Duration;

/**
 * Tuning of the change feed.
 *
 * @param batch records worked on together
 * @param poll longest pause between looks at the table; the safety net behind notifications
 * @param lease how long a partition stays with a replica that went silent
 * @param retry pause after a failure of NATS or PostgreSQL
 * @param attempts how often a record that fails by itself is tried before it is parked
 * @param late age of the oldest waiting record from which on the service is degraded
 */
public record FeedSettings(int batch, Duration poll, Duration lease, Duration retry, int attempts, Duration late) {

    private static final Key<Duration> LATE = Key.duration(
                    "muster.feed.late-after", Duration.ofSeconds(1), Duration.ofDays(1))
            .byDefault(Duration.ofSeconds(10))
            .about("Age of a change whose events are not out from which on the health is degraded.");

    /** Batches of 1,000, polling every 250 ms, leases of 2 s, 3 attempts, late after 10 s. */
    public static final FeedSettings DEFAULT =
            new FeedSettings(1_000, Duration.ofMillis(250), Duration.ofSeconds(2), Duration.ofMillis(200), 3);

    /** The same with a change being late after 10 s. */
    public FeedSettings(int batch, Duration poll, Duration lease, Duration retry, int attempts) {
        this(batch, poll, lease, retry, attempts, Duration.ofSeconds(10));
    }

    /** The default tuning with the configured limit. */
    public static FeedSettings read(Reader reader) {
        return new FeedSettings(
                DEFAULT.batch, DEFAULT.poll, DEFAULT.lease, DEFAULT.retry, DEFAULT.attempts, reader.get(LATE));
    }
}
