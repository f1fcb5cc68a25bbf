package io.muster.epr.access;

import io.muster.contract.avro.Elce;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.avro.Message;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.platform.http.Resource;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.DurableListener;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.Migrations;
import io.muster.platform.security.ManagedResources;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.RegisteredEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.UnregisteredEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a resource {@code endpoint-ID} at the authorization server for every endpoint, so that permissions can be given on
 * it: made when the endpoint is registered, removed when it is unregistered.
 *
 * <p>Follows the register's own events, so that nobody waits for the authorization server and nothing is forgotten while
 * it is away. An event only says where to look: what counts is whether the endpoint exists when it is handled, so order
 * and repetition do not matter; and it is looked again after a resource was made, since the endpoint may have gone
 * meanwhile and its event been handled elsewhere. Endpoints that were registered before the first start are walked over
 * once, after the events are listened to, so that none is missed in between.
 */
public final class EndpointResources implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointResources.class);
    private static final String TYPE = "endpoint";
    private static final List<String> SCOPES = List.of("endpoint:read", "endpoint:update", "endpoint:delete");
    private static final int PARALLEL = 8;

    /** A pause for each of the events in work, or the log would fill while the authorization server is away. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final EndpointStore endpoints;
    private final ManagedResources resources;
    private final List<AutoCloseable> running = new ArrayList<>();

    private EndpointResources(EndpointStore endpoints, ManagedResources resources) {
        this.endpoints = endpoints;
        this.resources = resources;
    }

    /**
     * Starts to follow.
     *
     * @param instance service instance name of the register
     * @param database database of the register
     * @throws IOException when NATS refuses
     */
    public static EndpointResources start(Bus bus, String instance, Database database, ManagedResources resources)
            throws IOException {
        new Migrations(database, "resources", EndpointResources.class).migrate();
        EndpointResources following = new EndpointResources(new EndpointStore(database), resources);
        following.listen(bus, instance, Elce.REGISTERED, RegisteredEvent::getEndpointId);
        following.listen(bus, instance, Elce.UNREGISTERED, UnregisteredEvent::getEndpointId);
        following.running.add(EarlierEndpoints.start(database, resources.issuer(), PARALLEL, following::settle));
        return following;
    }

    private <E extends SpecificRecord> void listen(
            Bus bus, String instance, Message.Event<E> kind, Function<E, String> endpointId) throws IOException {
        String name = instance + "-resources-" + kind.type();
        running.add(DurableListener.start(bus, name, kind.from(instance), PARALLEL, message -> () -> {
            try {
                settle(endpointId.apply(kind.codec().decode(message.getData())));
            } catch (MalformedMessage foreign) {
                LOG.warn("Malformed event on {}: {}", message.getSubject(), foreign.getMessage());
            } catch (RuntimeException notNow) {
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
                throw notNow;
            }
        }));
    }

    private void settle(String endpointId) {
        Resource resource = new Resource.Endpoint(endpointId);
        if (endpoints.find(endpointId).isPresent()) {
            resources.create(resource, TYPE, SCOPES);
        }
        if (endpoints.find(endpointId).isEmpty()) {
            resources.delete(resource);
        }
    }

    @Override
    public void close() {
        for (AutoCloseable part : running) {
            try {
                part.close();
            } catch (Exception failure) {
                LOG.warn("Resources at the authorization server are not followed any more, but not cleanly", failure);
            }
        }
    }
}
