package io.muster.platform.feed;

import io.muster.platform.nats.Bus;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Wakes the change feed of whichever replica owns the partitions that have something new: this one directly, others by an
 * empty core NATS message. A lost message costs no more than the feed's polling interval.
 *
 * <p>Over NATS rather than by the database's own notifications: those would serialize commits, and without NATS there is
 * nothing to publish to anyway.
 */
public final class FeedBell implements AutoCloseable {

    private static final byte[] NOTHING = new byte[0];

    private final Bus bus;
    private final Feed feed;
    private final String subject;
    private final Bus.Subscription subscription;

    /** @param service service whose replicas share the feed, such as {@code epr}; a NATS subject token */
    public FeedBell(Bus bus, Feed feed, String service) {
        this.bus = bus;
        this.feed = feed;
        this.subject = "muster.v1.feed." + service + ".wake";
        this.subscription = bus.subscribe(subject, message -> feed.wake());
    }

    /** Something new was committed in these partitions. */
    public void ring(Set<Integer> partitions) {
        Set<Integer> owned = feed.owned();
        if (partitions.stream().anyMatch(owned::contains)) {
            feed.wake();
        }
        if (!owned.containsAll(partitions)) {
            bus.publish(subject, NOTHING);
        }
    }

    /** These records were committed by this process. */
    public void ring(List<Written> records) {
        feed.written(records);
        ring(records.stream().map(Written::partition).collect(Collectors.toSet()));
    }

    /** Something new was committed, somewhere. */
    public void ring() {
        feed.wake();
        bus.publish(subject, NOTHING);
    }

    @Override
    public void close() {
        subscription.close();
    }
}
