package io.muster.epr;

import io.muster.contract.avro.Efe;
import io.muster.contract.avro.Elce;
import io.muster.contract.avro.Eme;
import io.muster.contract.avro.MalformedMessage;
import io.muster.platform.nats.Bus;
import io.nats.client.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointFilterActivatedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointFilterDeletedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointFilterPendingEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointMatchedFilterEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointUnmatchedFilterEvent;

/** Everything one service instance publishes, decoded, in order of arrival. */
public final class RecordedEvents implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final List<SpecificRecord> events = new CopyOnWriteArrayList<>();
    private final Bus.Subscription subscription;

    RecordedEvents(Bus bus, String instance) throws Exception {
        this.subscription = bus.subscribe("kaa.v1.events." + instance + ".>", this::record);
        bus.flush(Duration.ofSeconds(5));
    }

    private void record(Message message) {
        String subject = message.getSubject();
        try {
            if (subject.endsWith("lifecycle.registered")) {
                events.add(Elce.REGISTERED.codec().decode(message.getData()));
            } else if (subject.endsWith("lifecycle.unregistered")) {
                events.add(Elce.UNREGISTERED.codec().decode(message.getData()));
            } else if (subject.endsWith("lifecycle.appversion-updated")) {
                events.add(Elce.APP_VERSION_UPDATED.codec().decode(message.getData()));
            } else if (subject.contains(".endpoint-filter.")) {
                events.add(filterEvent(subject, message));
            } else {
                events.add(Eme.METADATA_UPDATED.codec().decode(message.getData()));
            }
        } catch (MalformedMessage e) {
            throw new AssertionError(e);
        }
    }

    private static SpecificRecord filterEvent(String subject, Message message) throws MalformedMessage {
        String type = subject.substring(subject.lastIndexOf('.') + 1);
        return switch (type) {
            case "pending" -> Efe.PENDING.codec().decode(message.getData());
            case "activated" -> Efe.ACTIVATED.codec().decode(message.getData());
            case "deleted" -> Efe.DELETED.codec().decode(message.getData());
            case "ep-matched" -> Efe.MATCHED.codec().decode(message.getData());
            default -> Efe.UNMATCHED.codec().decode(message.getData());
        };
    }

    /** The events of one filter, each as its type and endpoint ID, as soon as there are {@code count} of them. */
    public List<String> ofFilter(String filterId, int count) {
        Instant end = Instant.now().plus(DEADLINE);
        List<String> found = new ArrayList<>();
        while (found.size() < count && Instant.now().isBefore(end)) {
            found = events.stream().flatMap(event -> told(event, filterId)).toList();
            LockSupport.parkNanos(5_000_000);
        }
        return found;
    }

    private static Stream<String> told(SpecificRecord event, String filterId) {
        return switch (event) {
            case EndpointFilterPendingEvent e when e.getFilterId().equals(filterId) -> Stream.of("pending");
            case EndpointFilterActivatedEvent e when e.getFilterId().equals(filterId) -> Stream.of("activated");
            case EndpointFilterDeletedEvent e when e.getFilterId().equals(filterId) -> Stream.of("deleted");
            case EndpointMatchedFilterEvent e
            when e.getFilterId().equals(filterId) -> Stream.of("matched " + e.getEndpointId());
            case EndpointUnmatchedFilterEvent e
            when e.getFilterId().equals(filterId) -> Stream.of("unmatched " + e.getEndpointId());
            default -> Stream.empty();
        };
    }

    /** What was published about one endpoint, in order, by the names of the event classes. */
    public List<String> typesOf(String endpointId, int count) {
        return of(endpointId, count).stream()
                .map(event -> event.getClass().getSimpleName())
                .toList();
    }

    /** The events of one endpoint as soon as there are {@code count} of them. */
    public List<SpecificRecord> of(String endpointId, int count) {
        Instant end = Instant.now().plus(DEADLINE);
        Predicate<SpecificRecord> wanted = event -> event.getSchema().getField("endpointId") != null
                && endpointId.equals(
                        event.get(event.getSchema().getField("endpointId").pos()));
        List<SpecificRecord> found = new ArrayList<>();
        while (found.size() < count && Instant.now().isBefore(end)) {
            found = events.stream().filter(wanted).toList();
            LockSupport.parkNanos(5_000_000);
        }
        return found;
    }

    /** The only event of one endpoint. */
    public <T> T only(String endpointId, Class<T> type) {
        List<SpecificRecord> found = of(endpointId, 1);
        if (found.size() != 1) {
            throw new AssertionError("expected one event of " + endpointId + ", found " + found);
        }
        return type.cast(found.getFirst());
    }

    @Override
    public void close() {
        subscription.close();
    }
}
