package io.muster.platform.nats;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.contract.avro.Envelope;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.avro.Message.Targeted;
import io.muster.contract.avro.Payload;
import io.muster.platform.trace.Correlation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests of the NATS protocols: decodes, drops what has expired, runs the handler under the request's
 * correlation ID, publishes the answer on exactly the {@code replyTo} of the request (3/ISM).
 *
 * <p>Garbage is counted and logged at most once per second. A request without {@code replyTo} is carried out and not
 * answered. Requests run side by side up to a limit; beyond it they wait in the client's bounded buffer.
 */
public final class Responder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Responder.class);

    private final Bus bus;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final int limit;
    private final Semaphore room;
    private final Throttle garbage = new Throttle();
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();
    private final List<Burst> bursts = new ArrayList<>();

    /** @param limit requests carried out at the same time */
    public Responder(Bus bus, MeterRegistry metrics, Clock clock, int limit) {
        this.bus = bus;
        this.metrics = metrics;
        this.clock = clock;
        this.limit = limit;
        this.room = new Semaphore(limit);
    }

    /**
     * Answers every {@code request} to {@code instance} by {@code handler}, on a virtual thread each.
     *
     * @param response the expected answer
     * @param instance service instance name; its replicas share the requests
     */
    public <Q extends SpecificRecord, A extends SpecificRecord> void answer(
            Targeted<Q> request, Targeted<A> response, String instance, Function<Q, A> handler) {
        answer(request, response, instance, question -> Optional.empty(), handler);
    }

    /**
     * Like {@link #answer(Targeted, Targeted, String, Function)}, with a first look that must not block.
     *
     * @param atHand answers from memory on the thread of the NATS client, or leaves the request to {@code handler}
     */
    public <Q extends SpecificRecord, A extends SpecificRecord> void answer(
            Targeted<Q> request,
            Targeted<A> response,
            String instance,
            Function<Q, Optional<A>> atHand,
            Function<Q, A> handler) {
        Desk<Q, A> desk = new Desk<>(request, response, atHand, handler);
        subscriptions.add(bus.subscribe(request.toService(instance), instance, desk::receive, desk.burst::send));
        bursts.add(desk.burst);
    }

    private final class Desk<Q extends SpecificRecord, A extends SpecificRecord> {
        private final Targeted<Q> request;
        private final Targeted<A> response;
        private final Function<Q, Optional<A>> atHand;
        private final Function<Q, A> handler;
        private final Envelope.Places places;
        private final Burst burst = new Burst(bus);
        /** Of the answer that was made last on the thread of the NATS client. */
        private final Payload payload = new Payload();

        private final Timer handled;
        private final Counter malformed;
        private final Counter expired;

        Desk(Targeted<Q> request, Targeted<A> response, Function<Q, Optional<A>> atHand, Function<Q, A> handler) {
            this.request = request;
            this.response = response;
            this.atHand = atHand;
            this.handler = handler;
            this.places = Envelope.Places.in(request.codec().record());
            this.handled = Timer.builder("muster.nats.requests")
                    .description("Requests over NATS that were carried out")
                    .tag("type", request.type())
                    .register(metrics);
            this.malformed = dropped("malformed");
            this.expired = dropped("expired");
        }

        private Counter dropped(String reason) {
            return Counter.builder("muster.nats.dropped")
                    .description("NATS messages that were not handled")
                    .tag("type", request.type())
                    .tag("reason", reason)
                    .register(metrics);
        }

        void receive(io.nats.client.Message message) {
            Q question;
            try {
                question = request.codec().decode(message.getData());
            } catch (MalformedMessage e) {
                malformed.increment();
                garbage.run(() -> LOG.warn("Malformed message on {}: {}", message.getSubject(), e.getMessage()));
                return;
            }
            Envelope envelope = places.envelopeOf(question);
            if (envelope.timeout() > 0 && envelope.isExpired(clock.millis())) {
                expired.increment();
                return;
            }
            long start = System.nanoTime();
            Optional<A> known = atHand.apply(question);
            if (known.isPresent()) {
                if (answerable(message)) {
                    response.codec().encode(known.get(), payload);
                    burst.add(message.getReplyTo(), payload.bytes(), payload.length());
                }
                handled.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                return;
            }
            if (!room.tryAcquire()) {
                burst.send();
                room.acquireUninterruptibly();
            }
            Thread.ofVirtual().name(request.type()).start(() -> carryOut(message, question, envelope, start));
        }

        private void carryOut(io.nats.client.Message message, Q question, Envelope envelope, long start) {
            Correlation.run(Correlation.sanitized(envelope.correlationId()), () -> {
                try {
                    A answer = handler.apply(question);
                    if (answerable(message)) {
                        bus.publish(message.getReplyTo(), response.codec().encode(answer));
                    }
                } catch (RuntimeException bug) {
                    LOG.error("A request on {} failed unexpectedly", message.getSubject(), bug);
                } finally {
                    room.release();
                    handled.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                }
            });
        }

        private boolean answerable(io.nats.client.Message message) {
            String replyTo = message.getReplyTo();
            if (replyTo == null || replyTo.isEmpty()) {
                garbage.run(() -> LOG.warn("A request on {} names no replyTo; it is not answered", request.type()));
                return false;
            }
            return true;
        }
    }

    /** Takes no more requests, and waits until those in work are answered. */
    @Override
    public void close() {
        subscriptions.forEach(Bus.Subscription::close);
        bursts.forEach(Burst::send);
        room.acquireUninterruptibly(limit);
        room.release(limit);
    }
}
