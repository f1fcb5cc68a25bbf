package io.muster.platform.nats;

import io.nats.client.JetStream;
import io.nats.client.PublishOptions;
import io.nats.client.api.PublishAck;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Events on their way to the stream: those about different things at the same time, those about the same one after the
 * other.
 *
 * <p>Nothing may be on its way before what it follows is stored: when a cluster chooses another leader of the stream, or a
 * route between its servers breaks, the messages under way are lost and those behind them arrive. Each event waits for its
 * own predecessor only, and leaves on the thread that got to know of its acknowledgement.
 */
final class Publication {

    private final JetStream jetStream;
    private final Map<String, CompletableFuture<PublishAck>> latest = new HashMap<>();
    private final CompletableFuture<Void> all;
    private volatile long lastSent;
    private volatile boolean over;

    /** Begins to publish. */
    Publication(JetStream jetStream, List<Event> events) {
        this.jetStream = jetStream;
        for (Event event : events) {
            CompletableFuture<PublishAck> before = latest.get(event.about());
            latest.put(event.about(), before == null ? send(event) : before.thenCompose(stored -> send(event)));
        }
        this.all = CompletableFuture.allOf(latest.values().toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<PublishAck> send(Event event) {
        if (over) {
            throw new IllegalStateException("What this event follows was stored too late");
        }
        lastSent = System.nanoTime();
        PublishOptions options = PublishOptions.builder()
                .messageId(event.messageId())
                .expectedStream(EventStream.NAME)
                .build();
        return jetStream.publishAsync(event.subject(), event.payload(), options);
    }

    /**
     * Waits until all are stored. Behind a failure none follows any more.
     *
     * @param patience for each
     */
    void await(Duration patience) throws ExecutionException, TimeoutException, InterruptedException {
        try {
            for (long left = patience.toNanos();
                    !all.isDone();
                    left = lastSent + patience.toNanos() - System.nanoTime()) {
                if (left <= 0) {
                    throw new TimeoutException("No acknowledgement within " + patience.toMillis() + " ms");
                }
                awaitFor(left);
            }
            all.get();
        } finally {
            over = true;
        }
    }

    private void awaitFor(long nanos) throws ExecutionException, InterruptedException {
        try {
            all.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException maybeNot) {
            // Some were sent later than others.
            Thread.onSpinWait();
        }
    }
}
