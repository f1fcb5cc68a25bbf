package io.muster.platform.nats;

import io.nats.client.ConsumerContext;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to broadcast events so that none is missed: a durable JetStream consumer whose position the server keeps while
 * nobody listens. Replicas of one service instance share one consumer, hence each event is handled by one of them.
 *
 * <p>An event is acknowledged after its handler returned; one whose handler fails comes again after a pause, so
 * handlers must bear repetition.
 */
public final class DurableListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DurableListener.class);
    private static final Duration ACKNOWLEDGE_WITHIN = Duration.ofSeconds(30);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int IN_FLIGHT = 1_000;

    private final MessageConsumer consumer;
    private final Semaphore room;
    private final int parallel;

    private DurableListener(MessageConsumer consumer, Semaphore room, int parallel) {
        this.consumer = consumer;
        this.room = room;
        this.parallel = parallel;
    }

    /**
     * Starts to listen; at the very first start with the events published from now on.
     *
     * @param name name of the durable consumer, such as {@code cm-unregistered}; shared by replicas
     * @param subject subject of the events, may hold wildcards
     */
    public static DurableListener start(Bus bus, String name, String subject, Consumer<Message> handler)
            throws IOException {
        return start(bus, name, subject, 1, message -> () -> handler.accept(message));
    }

    /**
     * Starts to listen with several events in work at the same time, for handlers that do not depend on their order.
     *
     * @param parallel events in work at the same time
     * @param handler called in the order of the events, must not block; returns the work, which runs on a virtual thread
     */
    public static DurableListener start(
            Bus bus, String name, String subject, int parallel, Function<Message, Runnable> handler)
            throws IOException {
        ConsumerConfiguration configuration = ConsumerConfiguration.builder()
                .durable(name)
                .filterSubject(subject)
                .deliverPolicy(DeliverPolicy.New)
                .ackPolicy(AckPolicy.Explicit)
                .ackWait(ACKNOWLEDGE_WITHIN)
                .maxAckPending(IN_FLIGHT)
                .build();
        try {
            ConsumerContext context =
                    bus.connection().getStreamContext(EventStream.NAME).createOrUpdateConsumer(configuration);
            Semaphore room = new Semaphore(parallel);
            MessageConsumer consumer = context.consume(message -> {
                Runnable work = handler.apply(message);
                room.acquireUninterruptibly();
                Thread.ofVirtual().name(name).start(() -> {
                    try {
                        handle(work, message);
                    } finally {
                        room.release();
                    }
                });
            });
            return new DurableListener(consumer, room, parallel);
        } catch (JetStreamApiException refused) {
            throw new IOException("NATS refused the consumer " + name + ": " + refused.getMessage(), refused);
        }
    }

    private static void handle(Runnable work, Message message) {
        try {
            work.run();
            message.ack();
        } catch (RuntimeException failure) {
            LOG.warn("An event on {} could not be handled yet: {}", message.getSubject(), failure.toString());
            message.nakWithDelay(RETRY_AFTER);
        }
    }

    /** Takes no more events, and waits until those in work are handled; the rest is delivered at the next start. */
    @Override
    public void close() {
        consumer.stop();
        room.acquireUninterruptibly(parallel);
        room.release(parallel);
    }
}
