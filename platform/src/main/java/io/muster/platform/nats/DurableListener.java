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
import java.util.function.Consumer;
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

    private DurableListener(MessageConsumer consumer) {
        this.consumer = consumer;
    }

    /**
     * Starts to listen; at the very first start with the events published from now on.
     *
     * @param name name of the durable consumer, such as {@code cm-unregistered}; shared by replicas
     * @param subject subject of the events, may hold wildcards
     */
    public static DurableListener start(Bus bus, String name, String subject, Consumer<Message> handler)
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
            return new DurableListener(context.consume(message -> handle(handler, message)));
        } catch (JetStreamApiException refused) {
            throw new IOException("NATS refused the consumer " + name + ": " + refused.getMessage(), refused);
        }
    }

    private static void handle(Consumer<Message> handler, Message message) {
        try {
            handler.accept(message);
            message.ack();
        } catch (RuntimeException failure) {
            LOG.warn("An event on {} could not be handled yet: {}", message.getSubject(), failure.toString());
            message.nakWithDelay(RETRY_AFTER);
        }
    }

    @Override
    public void close() {
        consumer.stop();
    }
}
