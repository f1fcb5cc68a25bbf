package io.muster.epmx.epmp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.contract.avro.Envelope;
import io.muster.contract.avro.Esp;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.subject.Subjects;
import io.muster.epmx.repository.MetadataRepository;
import io.muster.epmx.whitelist.WhiteLists;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.Throttle;
import io.muster.platform.trace.Correlation;
import io.muster.platform.work.OrderedExecutor;
import io.nats.client.Message;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kaaproject.ipc.esp.gen.v1.ClientData;
import org.kaaproject.ipc.esp.gen.v1.ExtensionData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The extension's side of 4/ESP: takes {@code ClientData} of the instance, shared with its other replicas, and answers
 * with {@code ExtensionData} on {@code replyTo}, else to the configured communication service.
 *
 * <p>Messages of one endpoint are handled in the order of arrival, those of different endpoints side by side up to a
 * limit, beyond which they wait in the NATS client's bounded buffer, but for those of an endpoint that has its share of
 * what is in work: these are answered 429 at once, so that nobody waits for them. A success is answered only where there is a request
 * ID, a failure always. Expired messages are dropped.
 */
public final class EpmpListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EpmpListener.class);
    private static final Refusal TOO_MANY = new Refusal(
            Kind.TOO_MANY,
            "Too many messages of this endpoint wait already; send fewer at a time",
            Optional.of(Duration.ofSeconds(1)));

    private final Bus bus;
    private final EpmpSettings settings;
    private final EpmpService service;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final OrderedExecutor executor;
    private final Throttle garbage = new Throttle();
    private final Counter malformed;
    private final Counter expired;
    private final Map<Handled, Timer> timers = new ConcurrentHashMap<>();
    private Bus.@Nullable Subscription subscription;

    private record Handled(String operation, int status) {}

    /** Listens from {@link #start} on. */
    public EpmpListener(
            EpmpSettings settings,
            Bus bus,
            MetadataRepository repository,
            WhiteLists whiteLists,
            MeterRegistry metrics,
            Clock clock) {
        this.bus = bus;
        this.settings = settings;
        this.service = new EpmpService(repository, whiteLists);
        this.metrics = metrics;
        this.clock = clock;
        this.executor = new OrderedExecutor(settings.messagesInWork());
        this.malformed = dropped("malformed");
        this.expired = dropped("expired");
        metrics.gauge("muster.epmx.in.work", executor, OrderedExecutor::held);
    }

    private Counter dropped(String reason) {
        return Counter.builder("muster.nats.dropped")
                .description("NATS messages that were not handled")
                .tag("type", Esp.CLIENT_DATA.type())
                .tag("reason", reason)
                .register(metrics);
    }

    /** Takes messages from now on. */
    public void start() {
        String instance = settings.instanceName();
        subscription = bus.subscribe(Esp.CLIENT_DATA.toService(instance), Subjects.queueGroup(instance), this::receive);
    }

    private void receive(Message message) {
        ClientData request;
        try {
            request = Esp.CLIENT_DATA.codec().decode(message.getData());
        } catch (MalformedMessage e) {
            malformed.increment();
            garbage.run(() -> LOG.warn("Malformed message on {}: {}", message.getSubject(), e.getMessage()));
            return;
        }
        Object order = request.getEndpointId().<Object>map(id -> id).orElse(request);
        Optional<String> replyTo = Optional.ofNullable(message.getReplyTo());
        boolean taken = executor.submit(
                order,
                () -> Correlation.run(
                        Correlation.sanitized(request.getCorrelationId()), () -> handle(request, replyTo)));
        if (!taken) {
            Outcome tooMany = new Outcome.Failed(TOO_MANY);
            count(request, tooMany, 0);
            publish(request, replyTo, tooMany);
        }
    }

    private void handle(ClientData request, Optional<String> replyTo) {
        if (Envelope.of(request).isExpired(clock.millis())) {
            expired.increment();
            LOG.debug("Message dropped: it expired before it could be handled");
            return;
        }
        long start = System.nanoTime();
        Outcome outcome = service.answer(request);
        count(request, outcome, System.nanoTime() - start);
        if (outcome instanceof Outcome.Failed || request.getRequestId().isPresent()) {
            publish(request, replyTo, outcome);
        }
    }

    private void publish(ClientData request, Optional<String> replyTo, Outcome outcome) {
        String subject = replyTo.filter(given -> !given.isEmpty())
                .orElseGet(() -> Esp.EXTENSION_DATA.toService(settings.communicationInstance()));
        byte[] answer = encode(request, outcome);
        if (answer.length > bus.maxPayload()) {
            Refusal tooLarge = Refusal.tooLarge("The answer takes " + answer.length + " bytes, at most "
                    + bus.maxPayload() + " can be sent; ask for fewer keys");
            answer = encode(request, new Outcome.Failed(tooLarge));
        }
        try {
            bus.publish(subject, answer);
        } catch (IllegalArgumentException | IllegalStateException unsendable) {
            LOG.warn("An answer could not be sent: {}", unsendable.getMessage());
        }
    }

    private byte[] encode(ClientData request, Outcome outcome) {
        return Esp.EXTENSION_DATA
                .codec()
                .encode(ExtensionData.newBuilder()
                        .setCorrelationId(request.getCorrelationId())
                        .setTimestamp(clock.millis())
                        .setTimeout(0)
                        .setAppVersionName(request.getAppVersionName())
                        .setExtensionInstanceName(settings.instanceName())
                        .setEndpointId(request.getEndpointId().orElse(null))
                        .setResourcePath(request.getResourcePath())
                        .setRequestId(request.getRequestId().orElse(null))
                        .setPayload(ByteBuffer.wrap(outcome.payload()))
                        .setStatusCode(outcome.status())
                        .setReasonPhrase(outcome.reason().orElse(null))
                        .build());
    }

    private void count(ClientData request, Outcome outcome, long nanos) {
        String operation =
                Operation.at(request.getResourcePath()).map(Operation::label).orElse("unknown");
        timers.computeIfAbsent(new Handled(operation, outcome.status()), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
        LOG.debug("{} {} in {} µs", operation, outcome.status(), nanos / 1_000);
    }

    private Timer timer(Handled handled) {
        return Timer.builder("muster.epmx.messages")
                .description("Messages of devices by operation and status")
                .tag("operation", handled.operation)
                .tag("status", Integer.toString(handled.status))
                .register(metrics);
    }

    /** Takes no more messages, and waits until those in work are answered. */
    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
        executor.close();
    }
}
