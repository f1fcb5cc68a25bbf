package io.muster.kpc;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.kpc.extension.Extensions;
import io.muster.kpc.extension.Routing;
import io.muster.kpc.identity.Identification;
import io.muster.kpc.mqtt.Connections;
import io.muster.kpc.mqtt.MqttService;
import io.muster.kpc.session.Presence;
import io.muster.kpc.session.Revocations;
import io.muster.kpc.session.Revoked;
import io.muster.kpc.session.Sessions;
import io.muster.platform.config.Applications;
import io.muster.platform.config.ExtensionInstances;
import io.muster.platform.config.ServiceIdentity;
import io.muster.platform.health.Health;
import io.muster.platform.nats.Bus;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** KPC, the communication service: 1/KP towards devices, 4/ESP towards extensions, 16/ECAP towards CM. */
public final class Communication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Communication.class);
    private static final long TICK = 100;
    private static final Duration FLUSH = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Bus bus;
    private final CommunicationSettings settings;
    private final Identification identification;
    private final Extensions extensions;
    private final Presence presence;
    private final Revoked revokedTokens;
    private final Revoked revokedCredentials;
    private final Revocations revocations;
    private final Connections connections;
    private final MqttService mqtt;
    private long timer = -1;

    /**
     * Composes the service; nothing runs yet.
     *
     * @param identity instance name and replica ID of this process on NATS
     * @param credentialManagement instance name of the authentication provider
     * @param applications asked for every message, so that changes take effect at once
     */
    public Communication(
            CommunicationSettings settings,
            Vertx vertx,
            Bus bus,
            MeterRegistry metrics,
            Clock clock,
            ServiceIdentity identity,
            String credentialManagement,
            Supplier<Applications> applications,
            ExtensionInstances extensionInstances) {
        this.vertx = vertx;
        this.bus = bus;
        this.settings = settings;
        String instance = identity.instanceName();
        String replica = identity.replicaId();
        Routing routing = new Routing(applications, extensionInstances);
        identification = new Identification(bus, settings.identity(), credentialManagement, replica, clock, metrics);
        extensions = new Extensions(bus, settings.extension(), instance, replica, clock, metrics);
        presence = new Presence(bus, instance, replica, clock, metrics);
        Duration oldestVerdict = settings.identity().timeout().multipliedBy(2);
        revokedTokens = new Revoked(oldestVerdict);
        revokedCredentials = new Revoked(oldestVerdict);
        Sessions sessions =
                new Sessions(routing, identification, extensions, presence, revokedTokens, settings.session(), metrics);
        connections = new Connections(vertx, settings.mqtt(), sessions, identification, revokedCredentials, metrics);
        revocations = new Revocations(
                bus, credentialManagement, presence, revokedTokens, revokedCredentials, connections::revoke);
        mqtt = new MqttService(connections);
    }

    /** Listens on NATS first, then lets devices in. */
    public void start() throws IOException {
        identification.start();
        extensions.start(presence::deliver);
        presence.start();
        revocations.start();
        bus.flush(FLUSH);
        timer = vertx.setPeriodic(TICK, ignored -> tick());
        mqtt.start();
    }

    private void tick() {
        identification.expire();
        extensions.expire();
        revokedTokens.expire();
        revokedCredentials.expire();
    }

    /** The port of MQTT over TCP, if that is switched on. */
    public Optional<Integer> mqttPort() {
        return mqtt.tcpPort();
    }

    /** How the service fares. */
    public Health.Part health() {
        return bus.connected()
                ? new Health.Part(Health.State.UP, connections.size() + " MQTT connections")
                : new Health.Part(Health.State.DOWN, "NATS is not reachable");
    }

    /** Lets nobody in any longer, tells clients to go, publishes what has become of their endpoints, stops. */
    @Override
    public void close() {
        mqtt.stop(settings.stopLimit());
        vertx.cancelTimer(timer);
        revocations.close();
        presence.close();
        extensions.close();
        identification.close();
        try {
            bus.flush(FLUSH);
        } catch (IOException unreachable) {
            LOG.warn("NATS went away before the last events were sent: {}", unreachable.getMessage());
        }
    }
}
