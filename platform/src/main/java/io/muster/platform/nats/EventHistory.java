package io.muster.platform.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** What the event stream holds of the past, by sequence number. Reads message by message, so nothing is left behind at NATS. */
final class EventHistory {

    private static final int NOT_FOUND = 404;

    private final Bus bus;

    EventHistory(Bus bus) {
        this.bus = bus;
    }

    /**
     * The sequence numbers that are kept.
     *
     * @param first of the oldest event; one more than {@code last} when none is kept
     */
    record Extent(long first, long last) {

        /** Whether everything from {@code sequence} on is there: neither dropped already, nor of another stream. */
        boolean holdsFrom(long sequence) {
            return first <= sequence && sequence <= last + 1;
        }
    }

    /**
     * What is kept now; empty when NATS has no such stream.
     *
     * @throws IOException when NATS does not tell
     */
    Optional<Extent> extent() throws IOException {
        if (!bus.connection().getServerInfo().isJetStreamAvailable()) {
            return Optional.empty();
        }
        try {
            StreamState state = bus.connection()
                    .jetStreamManagement()
                    .getStreamInfo(EventStream.NAME)
                    .getStreamState();
            return Optional.of(new Extent(state.getFirstSequence(), state.getLastSequence()));
        } catch (JetStreamApiException refused) {
            if (refused.getErrorCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw new IOException("NATS does not tell what it keeps: " + refused.getMessage(), refused);
        }
    }

    /**
     * Hands out the events of {@code subject} from one sequence number to another, both included, in order.
     *
     * @return how many there were
     * @throws IOException when NATS does not answer; some may have been handed out
     */
    int replay(String subject, long from, long to, Consumer<byte[]> handler) throws IOException {
        int count = 0;
        Optional<MessageInfo> event = next(subject, from);
        while (event.isPresent() && event.get().getSeq() <= to) {
            byte[] payload = event.get().getData();
            handler.accept(payload == null ? new byte[0] : payload);
            count++;
            event = next(subject, event.get().getSeq() + 1);
        }
        return count;
    }

    private Optional<MessageInfo> next(String subject, long from) throws IOException {
        try {
            return Optional.of(bus.connection().jetStreamManagement().getNextMessage(EventStream.NAME, from, subject));
        } catch (JetStreamApiException refused) {
            if (refused.getErrorCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw new IOException("NATS does not hand out what it keeps: " + refused.getMessage(), refused);
        }
    }
}
