package io.muster.kpc.extension;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.contract.avro.Envelope;
import io.muster.contract.avro.Esp;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.avro.Message.Targeted;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.kpc.pending.Outstanding;
import io.muster.platform.metrics.Tally;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.Throttle;
import io.muster.platform.trace.Correlation;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kaaproject.ipc.esp.gen.v1.ClientData;
import org.kaaproject.ipc.esp.gen.v1.ExtensionData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The communication service's side of 4/ESP: hands what devices send to extensions, as far as these keep up, and what
 * extensions say to whoever waits for it. An answer belongs to the request of the same correlation ID, request ID and path; anything else is a
 * push and goes to the endpoint, wherever it is connected.
 *
 * <p>Answers come to this replica by its own subject, or to all replicas by that of the instance: there the one that
 * serves the endpoint takes them.
 */
public final class Extensions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Extensions.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Refusal NO_PLACE =
            Refusal.unavailable("Too many requests wait for extensions; try again", RETRY_AFTER);
    private static final int ENVELOPE = 4_096;
    /** Half of what the connection holds before it discards. */
    private static final int MAX_UNSENT = 50_000;

    private static final long MAX_UNSENT_BYTES = 64L << 20;

    private final Bus bus;
    private final Clock clock;
    private final long timeout;
    private final Targeted<ClientData> clientData;
    private final String instance;
    private final String replica;
    private final MeterRegistry metrics;
    private final Outstanding<Request> requests;
    private final Room room;
    private final Outstanding<Inquiry> abandoned;
    private final ExtensionSettings settings;
    private final Tally refused;
    private final Map<String, Workload> workloads = new ConcurrentHashMap<>();
    private final Counter undelivered;
    private final Counter late;
    private final Counter malformed;
    private final Throttle garbage = new Throttle();
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();

    private record Request(Inquiry inquiry, Asker asker, long asked) {}

    /**
     * @param instance name of the communication service
     * @param replica to which answers come
     */
    public Extensions(
            Bus bus, ExtensionSettings settings, String instance, String replica, Clock clock, MeterRegistry metrics) {
        this.bus = bus;
        this.clock = clock;
        this.settings = settings;
        this.timeout = settings.timeout().toMillis();
        this.clientData = settings.newestLayout() ? Esp.CLIENT_DATA_NEWEST : Esp.CLIENT_DATA;
        this.instance = instance;
        this.replica = replica;
        this.metrics = metrics;
        this.requests = new Outstanding<>(settings.maxInFlight(), settings.timeout());
        this.room = new Room(settings.maxInFlight(), requests::size, this::isBlocked);
        this.abandoned = new Outstanding<>(settings.maxInFlight(), settings.timeout());
        this.refused = new Tally(
                metrics,
                "muster.kpc.requests.refused",
                "Requests of devices for which extensions had no place",
                "reason");
        this.undelivered = dropped("endpoint-not-here");
        this.late = dropped("late");
        this.malformed = dropped("malformed");
        metrics.gauge("muster.kpc.requests.waiting", requests, Outstanding::size);
    }

    private Counter dropped(String reason) {
        return Counter.builder("muster.kpc.extension.dropped")
                .description("Messages of extensions that reached no device")
                .tag("reason", reason)
                .register(metrics);
    }

    /** Begins to listen for answers and pushes. */
    public void start(Receiver receiver) {
        subscriptions.add(
                bus.subscribe(Esp.EXTENSION_DATA.toReplica(replica), message -> receive(message, receiver, true)));
        subscriptions.add(
                bus.subscribe(Esp.EXTENSION_DATA.toService(instance), message -> receive(message, receiver, false)));
    }

    /**
     * Sends a request that has an ID and waits for its answer.
     *
     * @return why it was not sent; then the asker is never called
     */
    public Optional<Refusal> ask(Inquiry inquiry, Asker asker) {
        Optional<Refusal> tooLarge = tooLarge(inquiry);
        if (tooLarge.isPresent()) {
            return tooLarge;
        }
        if (requests.isFull()) {
            return Optional.of(refused("in-flight", NO_PLACE));
        }
        Workload workload = workload(inquiry.extension());
        Optional<Refusal> busy = workload.add(inquiry);
        if (busy.isPresent()) {
            return Optional.of(refused(busy.get().kind() == Kind.TOO_MANY ? "share" : "extension", busy.get()));
        }
        String correlationId = Correlation.current();
        if (!requests.add(correlationId, new Request(inquiry.sent(), asker, System.nanoTime()))) {
            workload.remove(inquiry);
            return Optional.of(refused("in-flight", NO_PLACE));
        }
        send(correlationId, inquiry);
        return Optional.empty();
    }

    private Workload workload(String extension) {
        return workloads.computeIfAbsent(extension, name -> {
            Timer roundTrip = Timer.builder("muster.kpc.extension.round.trip")
                    .description("Time extensions took to answer")
                    .tag("extension", name)
                    .publishPercentiles(0.5, 0.99)
                    .register(metrics);
            Workload fresh = new Workload(name, settings, roundTrip);
            Gauge.builder("muster.kpc.requests.limit", fresh, Workload::limit)
                    .description("Requests that an extension is given at a time")
                    .tag("extension", name)
                    .register(metrics);
            return fresh;
        });
    }

    private Refusal refused(String reason, Refusal refusal) {
        refused.count(reason);
        return refusal;
    }

    /**
     * Sends what nobody waits to be answered.
     *
     * @return why it was not sent
     */
    public Optional<Refusal> tell(Inquiry inquiry) {
        Optional<Refusal> tooLarge = tooLarge(inquiry);
        if (tooLarge.isEmpty()) {
            send(Correlation.current(), inquiry);
        }
        return tooLarge;
    }

    /** Waits no longer for the answer to the request of that correlation ID; if it comes, nobody gets it. */
    public void giveUp(String correlationId) {
        requests.take(correlationId).ifPresent(request -> {
            abandoned.add(correlationId, request.inquiry);
            workload(request.inquiry.extension()).remove(request.inquiry);
            room.freed();
        });
    }

    private Optional<Refusal> tooLarge(Inquiry inquiry) {
        long limit = bus.maxPayload() - ENVELOPE;
        return inquiry.payload().length > limit
                ? Optional.of(Refusal.tooLarge(
                        "The payload has " + inquiry.payload().length + " bytes; extensions take up to " + limit))
                : Optional.empty();
    }

    private void send(String correlationId, Inquiry inquiry) {
        ClientData data = new ClientData(
                correlationId,
                clock.millis(),
                timeout,
                inquiry.version(),
                inquiry.endpointId().orElse(null),
                inquiry.resourcePath(),
                inquiry.requestId().isPresent() ? inquiry.requestId().getAsInt() : null,
                ByteBuffer.wrap(inquiry.payload()),
                null);
        bus.publish(
                clientData.toService(inquiry.extension()),
                Esp.EXTENSION_DATA.toReplica(replica),
                clientData.codec().encode(data));
    }

    private void receive(Message message, Receiver receiver, boolean addressed) {
        ExtensionData data;
        try {
            data = Esp.EXTENSION_DATA.codec().decode(message.getData());
        } catch (MalformedMessage e) {
            malformed.increment();
            garbage.run(() -> LOG.warn("Malformed message on {}: {}", message.getSubject(), e.getMessage()));
            return;
        }
        if (Envelope.of(data).isExpired(clock.millis())) {
            return;
        }
        Answer answer = Answer.of(data);
        Correlation.run(Correlation.sanitized(answer.correlationId()), () -> {
            Optional<Request> request =
                    requests.take(answer.correlationId(), each -> each.inquiry().fits(answer));
            if (request.isPresent()) {
                workload(request.get().inquiry().extension())
                        .answered(request.get().inquiry(), request.get().asked());
                request.get().asker().answered(answer);
                room.freed();
            } else if (abandoned
                    .take(answer.correlationId(), inquiry -> inquiry.fits(answer))
                    .isPresent()) {
                late.increment();
            } else if (!receiver.deliver(answer) && addressed) {
                undelivered.increment();
                LOG.debug("The endpoint of an extension's message is not connected here");
            }
        });
    }

    /** Tells askers whose time is up; to be called a few times per second. */
    public void expire() {
        abandoned.overdue();
        requests.overdue().forEach((correlationId, request) -> {
            abandoned.add(correlationId, request.inquiry);
            workload(request.inquiry.extension()).remove(request.inquiry);
            request.asker().unanswered();
        });
        room.lookAround();
    }

    /** Who may send one more request. */
    public Room room() {
        return room;
    }

    /** Whether more would pile up because NATS takes nothing at the moment. */
    private boolean isBlocked() {
        Connection nats = bus.connection();
        return nats.outgoingPendingMessageCount() > MAX_UNSENT || nats.outgoingPendingBytes() > MAX_UNSENT_BYTES;
    }

    /** How many requests wait for their answers. */
    public int waiting() {
        return requests.size();
    }

    @Override
    public void close() {
        subscriptions.forEach(Bus.Subscription::close);
    }
}
