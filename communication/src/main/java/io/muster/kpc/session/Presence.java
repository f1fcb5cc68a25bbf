package io.muster.kpc.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.contract.avro.Elce;
import io.muster.contract.avro.MalformedMessage;
import io.muster.kpc.extension.Answer;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.Throttle;
import io.muster.platform.trace.Correlation;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.kaaproject.ipc.event.gen.v1.endpoint.connectivity.ConnectedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.connectivity.DisconnectedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which endpoint is connected here, and what the platform is told about it (9/ELCE connectivity).
 *
 * <p>The newest connection owns an endpoint; the one before forgets it without a word, so that a device that roams is
 * never reported gone. Between connections of this replica a lock makes owning and telling one step: an event can not
 * contradict a later one. Between replicas the {@code connected} events decide, heard by all of them: the later one
 * wins. Two that cross each other within {@link #CROSSING} are compared by their timestamps, then by replica ID; an
 * endpoint owned for longer than that always goes to the replica that announces it now, whatever the clocks say.
 *
 * <p>Some {@code connected} events are statements, marked by the header {@value #STATEMENT}: they tell the platform that
 * the endpoint is there and take it from nobody. Requests over HTTP are told so, since they have no connection to deliver
 * to. And an owner that hears another replica report the endpoint gone states that it is not: that replica had not yet
 * heard of the move when the old connection ended.
 */
public final class Presence implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    private static final Duration CROSSING = Duration.ofSeconds(2);
    private static final String STATEMENT = "Muster-Statement";

    private final Bus bus;
    private final Clock clock;
    private final String instance;
    private final String replica;
    private final Map<String, Ownership> owners = new ConcurrentHashMap<>();
    private final ReentrantLock telling = new ReentrantLock();
    private final Throttle garbage = new Throttle();
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();

    private record Ownership(Holder holder, String version, long timestamp, long since) {}

    /** @param instance name of the communication service, which is the originator of the events */
    public Presence(Bus bus, String instance, String replica, Clock clock, MeterRegistry metrics) {
        this.bus = bus;
        this.clock = clock;
        this.instance = instance;
        this.replica = replica;
        metrics.gauge("muster.kpc.endpoints", owners, Map::size);
    }

    /** Begins to listen to the other replicas. */
    public void start() {
        subscriptions.add(bus.subscribe(Elce.CONNECTED.from(instance), this::connected));
        subscriptions.add(bus.subscribe(Elce.DISCONNECTED.from(instance), this::disconnected));
    }

    /** {@code holder} speaks for the endpoint from now on: everybody is told, whoever spoke for it before forgets it. */
    void claim(Holder holder, String endpointId, String version) {
        Ownership before;
        telling.lock();
        try {
            long now = clock.millis();
            before = owners.put(endpointId, new Ownership(holder, version, now, System.nanoTime()));
            bus.publish(Elce.CONNECTED.from(instance), connected(endpointId, version, now));
        } finally {
            telling.unlock();
        }
        if (before != null && before.holder != holder) {
            before.holder.forget(endpointId);
        }
    }

    /** Tells everybody that the endpoint is there, without serving it: for transports without connections. */
    public void announce(String endpointId, String version) {
        state(endpointId, version, clock.millis());
    }

    private void state(String endpointId, String version, long now) {
        bus.connection()
                .publish(
                        Elce.CONNECTED.from(instance),
                        new Headers().put(STATEMENT, "true"),
                        connected(endpointId, version, now));
    }

    private byte[] connected(String endpointId, String version, long now) {
        return Elce.CONNECTED
                .codec()
                .encode(new ConnectedEvent(Correlation.current(), now, 0L, Map.of(endpointId, version), replica));
    }

    /** Those of the endpoints that {@code holder} still speaks for are gone: one event for all of them. */
    void release(Holder holder, Collection<String> endpointIds) {
        telling.lock();
        try {
            Map<String, String> gone = new HashMap<>();
            for (String endpointId : endpointIds) {
                Ownership owner = owners.get(endpointId);
                if (owner != null && owner.holder == holder) {
                    owners.remove(endpointId);
                    gone.put(endpointId, owner.version);
                }
            }
            if (!gone.isEmpty()) {
                bus.publish(
                        Elce.DISCONNECTED.from(instance),
                        Elce.DISCONNECTED
                                .codec()
                                .encode(new DisconnectedEvent(
                                        Correlation.current(), clock.millis(), 0L, gone, replica)));
            }
        } finally {
            telling.unlock();
        }
    }

    /** Hands something to the connection that serves the endpoint; false if none here does. */
    public boolean deliver(Answer answer) {
        Optional<Holder> holder = answer.endpointId().flatMap(this::holder);
        holder.ifPresent(present -> present.deliver(answer));
        return holder.isPresent();
    }

    Optional<Holder> holder(String endpointId) {
        return Optional.ofNullable(owners.get(endpointId)).map(Ownership::holder);
    }

    private void connected(Message message) {
        if (message.hasHeaders() && message.getHeaders().containsKey(STATEMENT)) {
            return;
        }
        try {
            ConnectedEvent event = Elce.CONNECTED.codec().decode(message.getData());
            if (!event.getOriginatorReplicaId().equals(replica)) {
                event.getEndpoints().keySet().forEach(endpointId -> moved(endpointId, event));
            }
        } catch (MalformedMessage e) {
            malformed(message, e);
        }
    }

    private void disconnected(Message message) {
        try {
            DisconnectedEvent event = Elce.DISCONNECTED.codec().decode(message.getData());
            if (!event.getOriginatorReplicaId().equals(replica)) {
                Correlation.run(
                        Correlation.sanitized(event.getCorrelationId()),
                        () -> event.getEndpoints().keySet().forEach(endpointId -> contradict(endpointId, event)));
            }
        } catch (MalformedMessage e) {
            malformed(message, e);
        }
    }

    private void malformed(Message message, MalformedMessage e) {
        garbage.run(() -> LOG.warn("Malformed message on {}: {}", message.getSubject(), e.getMessage()));
    }

    /** Late enough for those who go by the timestamps as well. */
    private void contradict(String endpointId, DisconnectedEvent event) {
        telling.lock();
        try {
            Ownership owner = owners.get(endpointId);
            if (owner != null) {
                LOG.debug("Endpoint {} is here, not gone from {}", endpointId, event.getOriginatorReplicaId());
                state(endpointId, owner.version, Math.max(clock.millis(), event.getTimestamp() + 1));
            }
        } finally {
            telling.unlock();
        }
    }

    private void moved(String endpointId, ConnectedEvent event) {
        Ownership owner = owners.get(endpointId);
        if (owner == null || isLater(owner, event) || !owners.remove(endpointId, owner)) {
            return;
        }
        LOG.debug("Endpoint {} is connected to replica {} now", endpointId, event.getOriginatorReplicaId());
        owner.holder.forget(endpointId);
    }

    private boolean isLater(Ownership owner, ConnectedEvent event) {
        if (System.nanoTime() - owner.since > CROSSING.toNanos()) {
            return false;
        }
        int order = Long.compare(owner.timestamp, event.getTimestamp());
        return order > 0 || order == 0 && replica.compareTo(event.getOriginatorReplicaId()) > 0;
    }

    @Override
    public void close() {
        subscriptions.forEach(Bus.Subscription::close);
    }
}
