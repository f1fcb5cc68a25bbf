package io.muster.platform.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.PurgeOptions;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The stream that keeps every broadcast event ({@code kaa.v1.events.>}), so that a listener which was away can replay
 * what it missed, and so that the change feed knows when an event is safe.
 *
 * <p>Core NATS subscribers get the same messages at the same moment; they need not know of the stream.
 */
public final class EventStream {

    /** Name of the stream. */
    public static final String NAME = "KAA_EVENTS";

    /** Subjects it keeps. */
    public static final String SUBJECTS = "kaa.v1.events.>";

    private static final Duration ANSWER = Duration.ofSeconds(1);

    private final Bus bus;
    private final EventStreamSettings settings;

    /** @param bus connection to a NATS with JetStream switched on */
    public EventStream(Bus bus, EventStreamSettings settings) {
        this.bus = bus;
        this.settings = settings;
    }

    /**
     * Creates the stream when it is missing and brings its limits up to date.
     *
     * @throws StreamRefused when the server has no JetStream, refuses, or has a stream of this name that cannot serve
     * @throws IOException when JetStream does not answer
     */
    public void prepare() throws IOException {
        new StreamPreparation(bus, settings).run();
    }

    /**
     * Makes an empty stream number its events from {@code sequence} on, unless it is further already: after a restore, so
     * that listeners which remember a number from before are not kept waiting for it. A stream that holds events is left
     * as it is.
     *
     * @throws IOException when NATS does not do it
     */
    public void continueFrom(long sequence) throws IOException {
        try {
            JetStreamManagement management = bus.connection().jetStreamManagement();
            StreamState state = management.getStreamInfo(NAME).getStreamState();
            if (state.getMsgCount() == 0 && state.getLastSequence() < sequence) {
                management.purgeStream(
                        NAME, PurgeOptions.builder().sequence(sequence).build());
            }
        } catch (JetStreamApiException refused) {
            throw new IOException("NATS refused to continue the event stream: " + refused.getMessage(), refused);
        }
    }

    /**
     * Publishes {@code events}, those about the same in order, and returns when each is stored. A message ID that was seen
     * within the duplicate window is not stored again. After a failure the stream holds of those about the same the
     * beginning at most, in order, so that publishing all of them again keeps the order.
     *
     * @throws IOException when one of them was not confirmed; all of them may be published again
     */
    public void publish(List<Event> events) throws IOException {
        Connection connection = bus.feed().current();
        try {
            new Publication(connection.jetStream(), events).await(settings.acknowledgementTimeout());
        } catch (IllegalStateException broken) {
            bus.feed().abandon(connection);
            throw new IOException("The connection to NATS broke while events were published", broken);
        } catch (ExecutionException | TimeoutException unconfirmed) {
            bus.feed().abandon(connection);
            throw new IOException("NATS did not confirm all of " + events.size() + " events", unconfirmed);
        } catch (InterruptedException e) {
            bus.feed().abandon(connection);
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while publishing", e);
        }
    }

    /** Whether NATS answers what publishes, at this moment. */
    public boolean reachable() {
        return bus.feed().answers(ANSWER);
    }

    /** Settings of the stream. */
    public EventStreamSettings settings() {
        return settings;
    }
}
