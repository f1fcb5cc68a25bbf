package io.muster.faults.journal;

import io.muster.acceptance.client.EventLog;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A listener of the platform as it should be: a durable JetStream consumer that acknowledges what it has noted. It can
 * be made to break off anywhere, and goes on where it was.
 */
public final class Listener implements AutoCloseable {
    private static final String EVERYTHING = "kaa.v1.events.>";
    private static final int BATCH = 200;
    private static final Duration WAIT = Duration.ofMillis(300);
    private static final String MESSAGE_ID = "Nats-Msg-Id";

    private final String url;
    private final String durable;
    private final Map<Long, Heard> heard = new ConcurrentSkipListMap<>();
    private final Map<String, String> unreadable = new ConcurrentHashMap<>();
    private final AtomicInteger repetitions = new AtomicInteger();
    private final AtomicInteger crashes = new AtomicInteger();
    private final Thread thread;
    private volatile boolean crash;
    private volatile boolean going = true;

    /**
     * Begins to listen.
     *
     * @param durable name of the consumer, which keeps its place
     */
    public Listener(String natsUrl, String durable) {
        this.url = natsUrl;
        this.durable = durable;
        this.thread = Thread.ofPlatform().name("listener").start(this::listen);
    }

    /** Breaks the connection at the next message, before it is acknowledged. */
    public void crash() {
        crash = true;
    }

    /** How often it broke off. */
    public int crashes() {
        return crashes.get();
    }

    /** Deliveries of a message that had been delivered before. */
    public int repetitions() {
        return repetitions.get();
    }

    /** Everything heard, in the order of the stream. */
    public List<Heard> heard() {
        return List.copyOf(heard.values());
    }

    /** What could not be read, by subject. */
    public Map<String, String> unreadable() {
        return Map.copyOf(unreadable);
    }

    private void listen() {
        while (going) {
            try (Connection connection = connect()) {
                JetStreamSubscription subscription = connection
                        .jetStream()
                        .subscribe(
                                EVERYTHING,
                                PullSubscribeOptions.builder().durable(durable).build());
                while (going && take(subscription.fetch(BATCH, WAIT))) {
                    Thread.onSpinWait();
                }
            } catch (IOException | JetStreamApiException | IllegalStateException away) {
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Connection connect() throws IOException, InterruptedException {
        return Nats.connect(new Options.Builder()
                .server(url)
                .connectionTimeout(Duration.ofSeconds(5))
                .pingInterval(Duration.ofSeconds(2))
                .maxReconnects(0)
                .errorListener(new ErrorListener() {})
                .build());
    }

    /** Whether to go on with this connection. */
    private boolean take(List<Message> messages) {
        for (Message message : messages) {
            note(message);
            if (crash) {
                crash = false;
                crashes.incrementAndGet();
                return false;
            }
            message.ack();
        }
        return true;
    }

    private void note(Message message) {
        long sequence = message.metaData().streamSequence();
        try {
            EventLog.Event event = EventLog.event(message.getSubject(), message.getData());
            String id = message.hasHeaders() ? message.getHeaders().getFirst(MESSAGE_ID) : null;
            Duration age = Duration.between(message.metaData().timestamp().toInstant(), Instant.now());
            long stored = System.nanoTime() - age.toNanos();
            if (heard.put(sequence, new Heard(sequence, id == null ? "without-" + sequence : id, stored, event))
                    != null) {
                repetitions.incrementAndGet();
            }
        } catch (AssertionError notReadable) {
            unreadable.put(message.getSubject(), String.valueOf(notReadable.getMessage()));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        going = false;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
