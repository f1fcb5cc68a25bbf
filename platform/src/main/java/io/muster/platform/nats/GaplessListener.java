package io.muster.platform.nats;

import io.muster.platform.nats.EventHistory.Extent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears events at once over core NATS, on every replica, and reads from the event stream what it missed: while the
 * connection was away, and what the client library dropped because it came too fast. Handlers must bear repetition, and
 * being called on two threads.
 *
 * <p>No clock says where to read on from, but a sequence number. While the connection lives, the last one of the stream
 * is looked at every {@link #ROUND}. Everything up to the one seen a round ago has been heard if nothing was missed
 * since: it is <i>settled</i>, and reading on begins behind it. A whole round is long enough for an event to come here
 * after the stream has it, also in a cluster. After a gap everything is read to the present end of the stream, and a
 * round later once more, since an event that was on its way when this replica was back may be stored after that look.
 *
 * <p>Where the stream does not reach back as far (removed, made anew, or away for longer than it keeps events), nobody
 * can say what was missed, and that is what is reported.
 */
public final class GaplessListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GaplessListener.class);
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final Duration GLANCE = Duration.ofMillis(250);

    /** A cluster that has just elected a leader may not know all of its stream yet. */
    private static final Duration DOUBT = Duration.ofSeconds(3);

    private final Bus bus;
    private final EventHistory history;
    private final Map<String, Consumer<byte[]>> handlers;
    private final Runnable unknown;
    private final Duration round;
    private final Throttle complaint = new Throttle();
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();
    private final Thread watch;
    private OptionalLong settled = OptionalLong.empty();
    private OptionalLong lastSeen = OptionalLong.empty();
    private boolean onceMore;
    private OptionalLong doubtedSince = OptionalLong.empty();
    private long lookedAt;
    private volatile long gapsSeen;
    private volatile boolean closed;

    /**
     * @param handlers by subject; each is given the payload of an event
     * @param unknown called when events may have been missed that nobody can tell any longer
     */
    public GaplessListener(Bus bus, Map<String, Consumer<byte[]>> handlers, Runnable unknown) {
        this(bus, handlers, unknown, ROUND);
    }

    /** With rounds of a length of one's own. */
    GaplessListener(Bus bus, Map<String, Consumer<byte[]>> handlers, Runnable unknown, Duration round) {
        this.bus = bus;
        this.round = round;
        this.history = new EventHistory(bus);
        this.handlers = Map.copyOf(handlers);
        this.unknown = unknown;
        this.watch = Thread.ofVirtual().name("missed-events").unstarted(this::watch);
    }

    /** Listens from now on; what was published before does not count as missed. */
    public void start() {
        gapsSeen = bus.reconnects();
        handlers.forEach((subject, handler) ->
                subscriptions.add(bus.subscribe(subject, message -> handler.accept(message.getData()))));
        try {
            settled = last(history.extent());
            lastSeen = settled;
        } catch (IOException silent) {
            LOG.debug("The end of the event stream is not known yet", silent);
        }
        lookedAt = System.nanoTime();
        watch.start();
    }

    /** Whether nothing is missing now. */
    public boolean complete() {
        return bus.connected() && gaps() == gapsSeen;
    }

    /** Grows whenever something may have been missed. */
    private long gaps() {
        return bus.reconnects()
                + subscriptions.stream().mapToLong(Bus.Subscription::dropped).sum();
    }

    private void watch() {
        while (!closed) {
            try {
                Thread.sleep(GLANCE);
                if (bus.connected() && (gaps() != gapsSeen || System.nanoTime() - lookedAt > round.toNanos())) {
                    look();
                }
            } catch (InterruptedException closing) {
                return;
            } catch (IOException silent) {
                complaint.run(() -> LOG.warn("Missed events are not read yet, trying again: {}", silent.getMessage()));
            } catch (RuntimeException failure) {
                complaint.run(() -> LOG.warn("Missed events are not read yet, trying again", failure));
            }
        }
    }

    private void look() throws IOException {
        // Before the look at the stream: a gap that opens meanwhile is seen by the next one.
        long gaps = gaps();
        Optional<Extent> extent = history.extent();
        if (gaps == gapsSeen && !onceMore) {
            settled = lastSeen;
        } else {
            readOn(extent);
            settled = last(extent);
            onceMore = gaps != gapsSeen;
        }
        lastSeen = last(extent);
        gapsSeen = gaps;
        lookedAt = System.nanoTime();
    }

    private void readOn(Optional<Extent> extent) throws IOException {
        if (extent.isEmpty() || settled.isEmpty() || !extent.get().holdsFrom(settled.getAsLong() + 1)) {
            doubt();
            LOG.warn("Events may have been missed, and the stream {} does not reach back to them", EventStream.NAME);
            unknown.run();
            return;
        }
        int count = 0;
        for (Map.Entry<String, Consumer<byte[]>> entry : handlers.entrySet()) {
            count += history.replay(
                    entry.getKey(), settled.getAsLong() + 1, extent.get().last(), entry.getValue());
        }
        doubtedSince = OptionalLong.empty();
        LOG.info("Events may have been missed; {} were read again", count);
    }

    /** Returns when it has been so for a while. */
    private void doubt() throws IOException {
        long now = System.nanoTime();
        if (doubtedSince.isEmpty()) {
            doubtedSince = OptionalLong.of(now);
        }
        if (now - doubtedSince.getAsLong() < DOUBT.toNanos()) {
            throw new IOException("the stream " + EventStream.NAME + " does not reach back to them");
        }
        doubtedSince = OptionalLong.empty();
    }

    private static OptionalLong last(Optional<Extent> extent) {
        return extent.map(present -> OptionalLong.of(present.last())).orElseGet(OptionalLong::empty);
    }

    @Override
    public void close() {
        closed = true;
        watch.interrupt();
        subscriptions.forEach(Bus.Subscription::close);
    }
}
