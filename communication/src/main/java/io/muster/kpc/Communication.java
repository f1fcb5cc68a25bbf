package io.muster.kpc;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.kpc.extension.Extensions;
import io.muster.kpc.extension.Routing;
import io.muster.kpc.guard.Addresses;
import io.muster.kpc.guard.BarredAddresses;
import io.muster.kpc.http.HttpBinding;
import io.muster.kpc.http.WebServer;
import io.muster.kpc.identity.Identification;
import io.muster.kpc.mqtt.Certificates;
import io.muster.kpc.mqtt.Connections;
import io.muster.kpc.mqtt.MqttService;
import io.muster.kpc.mqtt.WebSocketRoute;
import io.muster.kpc.session.Presence;
import io.muster.kpc.session.Revocations;
import io.muster.kpc.session.Revoked;
import io.muster.kpc.session.Sessions;
import io.muster.platform.config.Applications;
import io.muster.platform.config.ExtensionInstances;
import io.muster.platform.config.ServiceIdentity;
import io.muster.platform.health.Health;
import io.muster.platform.http.Api;
import io.muster.platform.metrics.Tally;
import io.muster.platform.nats.Bus;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
    private final Addresses addresses;
    private final Identification identification;
    private final Extensions extensions;
    private final Presence presence;
    private final Revoked revokedTokens;
    private final Revoked revokedCredentials;
    private final Revocations revocations;
    private final Connections connections;
    private final MqttService mqtt;
    private final HttpBinding http;
    private final Map<Integer, WebServer> webServers = new LinkedHashMap<>();
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
        addresses = new Addresses(settings.addresses(), System::nanoTime, clock, metrics);
        identification = new Identification(bus, settings.identity(), credentialManagement, replica, clock, metrics);
        extensions = new Extensions(bus, settings.extension(), instance, replica, clock, metrics);
        presence = new Presence(bus, instance, replica, clock, metrics);
        Duration oldestVerdict = settings.identity().timeout().multipliedBy(2);
        // Looked at again when an answer comes.
        revokedTokens = new Revoked(oldestVerdict.plus(settings.extension().timeout()));
        revokedCredentials = new Revoked(oldestVerdict);
        Tally received = new Tally(
                metrics, "muster.kpc.messages.received", "Messages of devices by what became of them", "result");
        Sessions sessions = new Sessions(
                routing, identification, extensions, presence, revokedTokens, settings.session(), received);
        connections = new Connections(
                vertx, settings.mqtt(), sessions, identification, revokedCredentials, addresses, metrics);
        revocations = new Revocations(
                bus,
                credentialManagement,
                presence,
                revokedTokens,
                revokedCredentials,
                connections::revoke,
                connections::revokeAll);
        mqtt = new MqttService(connections);
        http = new HttpBinding(
                settings.http(), routing, identification, extensions, presence, revokedTokens, addresses, metrics);
    }

    /** Adds to the program's HTTP server what has no port of its own; to be called before that server starts. */
    public void mount(Router router) {
        if (takesWebSocketOn(Optional.empty())) {
            new WebSocketRoute(connections).mount(router);
        }
        if (takesHttpOn(Optional.empty())) {
            http.mount(router);
        }
    }

    /** The REST API, for operators. */
    public Api api() {
        return new Api("kpc", new BarredAddresses(addresses).operations(), "/openapi/kpc.yaml");
    }

    private boolean takesWebSocketOn(Optional<Integer> port) {
        return settings.mqtt().ws().enabled() && settings.mqtt().ws().port().equals(port);
    }

    private boolean takesHttpOn(Optional<Integer> port) {
        return settings.http().enabled() && settings.http().port().equals(port);
    }

    /** One server for each port that the settings name; one for both transports if it is the same. */
    private void startWebServers() {
        Stream.of(settings.mqtt().ws().port(), settings.http().port())
                .flatMap(Optional::stream)
                .distinct()
                .forEach(port -> {
                    Router router = Router.router(vertx);
                    if (takesWebSocketOn(Optional.of(port))) {
                        new WebSocketRoute(connections).mount(router);
                    }
                    if (takesHttpOn(Optional.of(port))) {
                        http.mount(router);
                    }
                    if (!router.getRoutes().isEmpty()) {
                        webServers.put(
                                port, WebServer.start(vertx, settings.mqtt().host(), port, router, certificates(port)));
                    }
                });
    }

    private Optional<Certificates> certificates(int port) {
        return takesWebSocketOn(Optional.of(port)) && settings.mqtt().ws().tls()
                ? Optional.of(Certificates.ofServer(settings.mqtt().tls()))
                : Optional.empty();
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
        startWebServers();
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

    /** The port of MQTT over TLS, if that is switched on. */
    public Optional<Integer> tlsPort() {
        return mqtt.tlsPort();
    }

    /** The actual port of the server for {@code port} of the settings, if there is one. */
    public Optional<Integer> webPort(int port) {
        return Optional.ofNullable(webServers.get(port)).map(WebServer::port);
    }

    /** How the service fares. */
    public Health.Part health() {
        if (!bus.connected()) {
            return new Health.Part(Health.State.DOWN, "NATS is not reachable");
        }
        return revocations.complete()
                ? new Health.Part(Health.State.UP, connections.size() + " MQTT connections")
                : new Health.Part(Health.State.DEGRADED, "revocations missed while NATS was away are not read yet");
    }

    /** Lets nobody in any longer, tells clients to go, publishes what has become of their endpoints, stops. */
    @Override
    public void close() {
        mqtt.stop(settings.stopLimit());
        http.stop(settings.stopLimit());
        webServers.values().forEach(WebServer::close);
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
