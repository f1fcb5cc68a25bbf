package io.muster.platform.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection of the feed and what publishes on it: a wave of events leaves in one piece, written by the thread that waits
 * for it, and is stored when JetStream has answered as often as there are events.
 *
 * <p>Why not by the client library: for each event it makes a future with a subject for the answer of its own, wakes the
 * thread that writes, and reads the answer as JSON; that took as long as deciding and encoding the event. All answers to a
 * wave come under one subject here. JetStream answers each message once, and on a connection that is not resumed no answer
 * can belong to anything else. Whatever does not look like the usual confirmation is left to the library to understand.
 */
final class FeedLine {

    private static final int ROOM = 64 << 10;
    private static final byte[] CONFIRMED =
            ("{\"stream\":\"" + EventStream.NAME + "\",").getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final SharedSocket socket;
    private final String inbox;
    /** Bytes of the largest payload that goes past the library, which knows what to say of one that is too large. */
    private final long largest;

    private final Map<String, Wave> waves = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    private FeedLine(Connection connection, SharedSocket socket) {
        this.connection = connection;
        this.socket = socket;
        this.inbox = connection.createInbox() + '.';
        this.largest = Math.min(ROOM, connection.getMaxPayload()) / 2;
    }

    /**
     * Prepares a new connection.
     *
     * @param socket that of the connection
     * @throws IOException when the server does not answer within {@code patience}
     */
    static FeedLine open(Connection connection, SharedSocket socket, Duration patience)
            throws IOException, InterruptedException {
        FeedLine line = new FeedLine(connection, socket);
        connection.addConnectionListener((of, event) -> line.changed());
        connection.createDispatcher(line::answered).subscribe(line.inbox + '*');
        try {
            // What is written past the library's queue must not arrive before the subscription.
            connection.flush(patience);
        } catch (TimeoutException | IllegalStateException silent) {
            throw new IOException("NATS does not answer on a new connection", silent);
        }
        return line;
    }

    Connection connection() {
        return connection;
    }

    /** Whether something can be published. */
    boolean whole() {
        return connection.getStatus() == Connection.Status.CONNECTED;
    }

    private record Wave(AtomicInteger missing, CompletableFuture<Void> stored) {}

    /**
     * Publishes events in any order and returns when all are stored.
     *
     * @throws IOException when one of them was not confirmed in time
     * @throws IllegalStateException when the connection is closed
     * @throws IllegalArgumentException when NATS takes nothing of this size
     */
    void publish(List<Event> events, Duration patience) throws IOException {
        String answers = inbox + numbers.incrementAndGet();
        Wave wave = new Wave(new AtomicInteger(events.size()), new CompletableFuture<>());
        waves.put(answers, wave);
        try {
            write(events, answers);
            wave.stored().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException unconfirmed) {
            throw new IOException("NATS did not confirm " + events.size() + " events", unconfirmed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while publishing", e);
        } finally {
            waves.remove(answers);
        }
    }

    private void write(List<Event> events, String answers) throws IOException {
        EventBytes bytes = new EventBytes(ROOM);
        for (Event event : events) {
            if (!EventBytes.plain(event) || event.payload().length > largest) {
                connection.publish(event.subject(), answers, headers(event), event.payload());
                continue;
            }
            if (bytes.size() > ROOM / 2) {
                send(bytes);
            }
            bytes.add(event, answers);
        }
        send(bytes);
    }

    private void send(EventBytes bytes) throws IOException {
        if (!whole()) {
            throw new IOException("The connection to NATS is lost");
        }
        if (bytes.size() > 0) {
            socket.write(bytes.array(), bytes.size());
            bytes.clear();
        }
    }

    /** Whoever waits need not wait until the end of its patience. Nothing begins to wait once the connection is closed. */
    private void changed() {
        if (!whole()) {
            waves.values().forEach(wave -> wave.stored()
                    .completeExceptionally(new IOException("The connection to NATS is lost")));
        }
    }

    private static Headers headers(Event event) {
        return new Headers().add(EventBytes.MESSAGE_ID, event.messageId()).add(EventBytes.STREAM, EventStream.NAME);
    }

    private void answered(Message answer) {
        Wave wave = waves.get(answer.getSubject());
        if (wave == null) {
            return;
        }
        try {
            if (!confirmed(answer)) {
                // Throws what it tells of.
                new PublishAck(answer);
            }
            if (wave.missing().decrementAndGet() == 0) {
                wave.stored().complete(null);
            }
        } catch (IOException | JetStreamApiException | RuntimeException refused) {
            wave.stored().completeExceptionally(refused);
        }
    }

    private static boolean confirmed(Message answer) {
        byte[] data = answer.getData();
        return data.length > CONFIRMED.length
                && Arrays.equals(data, 0, CONFIRMED.length, CONFIRMED, 0, CONFIRMED.length);
    }
}
