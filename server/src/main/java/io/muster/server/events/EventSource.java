package io.muster.server.events;

import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.nats.client.ConsumerContext;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.StreamContext;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.OrderedConsumerConfiguration;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;

/** Where messages are heard: on NATS as they go by, or from the stream that keeps events. */
public final class EventSource {

    private static final Duration FLUSH = Duration.ofSeconds(5);

    private final Bus bus;
    private final Clock clock;

    /** @param bus stays open when a source is closed */
    public EventSource(Bus bus, Clock clock) {
        this.bus = bus;
        this.clock = clock;
    }

    /** Everything on {@code pattern} from now on, requests and answers as well. */
    public AutoCloseable live(String pattern, Consumer<Heard> listener) throws IOException {
        Bus.Subscription subscription = bus.subscribe(
                pattern,
                message -> listener.accept(new Heard(clock.instant(), message.getSubject(), message.getData())));
        bus.flush(FLUSH);
        return subscription;
    }

    /** Kept events on {@code pattern} from {@code since} on, in their order, and then those to come. */
    public AutoCloseable replay(String pattern, Instant since, Consumer<Heard> listener) throws IOException {
        try {
            MessageConsumer consumer = stream()
                    .createOrderedConsumer(new OrderedConsumerConfiguration()
                            .filterSubject(pattern)
                            .deliverPolicy(DeliverPolicy.ByStartTime)
                            .startTime(since.atZone(ZoneOffset.UTC)))
                    .consume(message -> listener.accept(heard(message)));
            return consumer::stop;
        } catch (JetStreamApiException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    /**
     * Like {@link #replay}, but NATS remembers under {@code name} how far one came: the next call goes on there. At the
     * first call it begins with {@code since}, or with the oldest event kept.
     */
    public AutoCloseable durable(String name, String pattern, Optional<Instant> since, Consumer<Heard> listener)
            throws IOException {
        try {
            StreamContext stream = stream();
            ConsumerContext context = stream.getConsumerNames().contains(name)
                    ? stream.getConsumerContext(name)
                    : stream.createOrUpdateConsumer(configuration(name, pattern, since));
            MessageConsumer consumer = context.consume(message -> {
                listener.accept(heard(message));
                message.ack();
            });
            return consumer::stop;
        } catch (JetStreamApiException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    private static ConsumerConfiguration configuration(String name, String pattern, Optional<Instant> since) {
        ConsumerConfiguration.Builder configuration = ConsumerConfiguration.builder()
                .durable(name)
                .filterSubject(pattern)
                .ackPolicy(AckPolicy.Explicit)
                .deliverPolicy(DeliverPolicy.All);
        since.ifPresent(start ->
                configuration.deliverPolicy(DeliverPolicy.ByStartTime).startTime(start.atZone(ZoneOffset.UTC)));
        return configuration.build();
    }

    private StreamContext stream() throws IOException, JetStreamApiException {
        return bus.connection().getStreamContext(EventStream.NAME);
    }

    private static Heard heard(Message message) {
        return new Heard(message.metaData().timestamp().toInstant(), message.getSubject(), message.getData());
    }
}
