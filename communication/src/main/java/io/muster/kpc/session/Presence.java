package io.muster.kpc.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.contract.avro.Elce;
import io.muster.contract.avro.MalformedMessage;
import io.muster.kpc.extension.Answer;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.Throttle;
import io.muster.platform.trace.Correlation;
import io.nats.client.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
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
 */
public final class Presence implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    private static final Duration CROSSING = Duration.ofSeconds(2);

    private final Bus bus;
    private final Clock clock;
    private final String instance;
    private final String replica;
    private final Map<String, Ownership> owners = new ConcurrentHashMap<>();
    private final ReentrantLock telling = new ReentrantLock();
    private final Throttle garbage = new Throttle();
    private Bus.@Nullable Subscription subscription;

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
        subscription = bus.subscribe(Elce.CONNECTED.from(instance), this::heard);
    }

    /** {@code holder} speaks for the endpoint from now on: everybody is told, whoever spoke for it before forgets it. */
    void claim(Holder holder, String endpointId, String version) {
        Ownership before;
        telling.lock();
        try {
            long now = clock.millis();
            before = owners.put(endpointId, new Ownership(holder, version, now, System.nanoTime()));
            announce(endpointId, version, now);
        } finally {
            telling.unlock();
        }
        if (before != null && before.holder != holder) {
            before.holder.forget(endpointId);
        }
    }

    /** Tells everybody that the endpoint is there, without serving it: for transports without connections. */
    public void announce(String endpointId, String version) {
        announce(endpointId, version, clock.millis());
    }

    private void announce(String endpointId, String version, long now) {
        bus.publish(
                Elce.CONNECTED.from(instance),
                Elce.CONNECTED
                        .codec()
                        .encode(new ConnectedEvent(
                                Correlation.current(), now, 0L, Map.of(endpointId, version), replica)));
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

    private void heard(Message message) {
        try {
            ConnectedEvent event = Elce.CONNECTED.codec().decode(message.getData());
            if (!event.getOriginatorReplicaId().equals(replica)) {
                event.getEndpoints().keySet().forEach(endpointId -> moved(endpointId, event));
            }
        } catch (MalformedMessage e) {
            garbage.run(() -> LOG.warn("Malformed message on {}: {}", message.getSubject(), e.getMessage()));
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
        if (subscription != null) {
            subscription.close();
        }
    }
}
