package io.muster.kpc.identity;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.contract.avro.Envelope;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.avro.Message.Targeted;
import io.muster.contract.error.Refusal;
import io.muster.kpc.pending.Outstanding;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.Throttle;
import io.nats.client.Message;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One kind of question of 16/ECAP and its answers, which come to this replica and find their way by correlation ID. */
final class Exchange<Q extends SpecificRecord, A extends SpecificRecord, T> {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Bus bus;
    private final Targeted<Q> request;
    private final Targeted<A> response;
    private final String subject;
    private final String replyTo;
    private final Function<A, Verdict<T>> reading;
    private final Outstanding<Question<T>> outstanding;
    private final Timer time;
    private final Throttle garbage = new Throttle();

    private record Question<T>(Consumer<Verdict<T>> then, long asked) {}

    Exchange(
            Bus bus,
            Targeted<Q> request,
            Targeted<A> response,
            String provider,
            String replica,
            IdentitySettings settings,
            MeterRegistry metrics,
            Function<A, Verdict<T>> reading) {
        this.bus = bus;
        this.request = request;
        this.response = response;
        this.subject = request.toService(provider);
        this.replyTo = response.toReplica(replica);
        this.reading = reading;
        this.outstanding = new Outstanding<>(settings.maxOutstanding(), settings.timeout());
        this.time = Timer.builder("muster.kpc.identification")
                .description("Time the authentication provider took to answer")
                .tag("type", request.type())
                .publishPercentiles(0.5, 0.99)
                .register(metrics);
    }

    Bus.Subscription listen() {
        return bus.subscribe(replyTo, this::receive);
    }

    void ask(String correlationId, Q question, Consumer<Verdict<T>> then) {
        if (outstanding.add(correlationId, new Question<>(then, System.nanoTime()))) {
            bus.publish(subject, replyTo, request.codec().encode(question));
        } else {
            then.accept(new Verdict.Denied<>(
                    Refusal.unavailable("Too many identifications wait for an answer; try again", RETRY_AFTER)));
        }
    }

    private void receive(Message message) {
        try {
            A answer = response.codec().decode(message.getData());
            String correlationId = Envelope.of(answer).correlationId();
            outstanding.take(correlationId).ifPresent(question -> {
                time.record(System.nanoTime() - question.asked, TimeUnit.NANOSECONDS);
                question.then.accept(reading.apply(answer));
            });
        } catch (MalformedMessage e) {
            garbage.run(() -> LOG.warn("Malformed message on {}: {}", message.getSubject(), e.getMessage()));
        }
    }

    void expire() {
        outstanding
                .overdue()
                .values()
                .forEach(question -> question.then.accept(new Verdict.Denied<>(Refusal.unavailable(
                        "The authentication provider did not answer in time; try again", RETRY_AFTER))));
    }

    int waiting() {
        return outstanding.size();
    }
}
