package io.muster.kpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.embedded.TestStack;
import io.muster.kpc.extension.ExtensionSettings;
import io.muster.kpc.guard.AddressLimits;
import io.muster.kpc.http.HttpBindingSettings;
import io.muster.kpc.identity.IdentitySettings;
import io.muster.kpc.mqtt.MqttLimits;
import io.muster.kpc.mqtt.MqttSettings;
import io.muster.kpc.session.SessionSettings;
import io.muster.platform.config.ApplicationVersion;
import io.muster.platform.config.Applications;
import io.muster.platform.config.ExtensionInstances;
import io.muster.platform.config.ServiceIdentity;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.NatsSettings;
import io.muster.platform.work.Waiting;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A platform with names of its own on the shared NATS: an authentication provider, an extension, replicas of KPC. */
final class Site implements AutoCloseable {
    private static final AtomicInteger SITES = new AtomicInteger();

    final int number = SITES.incrementAndGet();
    final String kpc = "kpc" + number;
    final String echo = "echo" + number;
    final String plain = "plain" + number;
    final Bus bus;
    final CredentialPeer credentials;
    final EchoPeer extension;
    final EchoPeer unaware;
    final Connectivity connectivity;
    private final List<SimpleMeterRegistry> metrics = new ArrayList<>();
    private final List<AutoCloseable> running = new ArrayList<>();

    Site() throws IOException, InterruptedException {
        this(TestStack.nats().url());
    }

    /** With a NATS of its own. */
    Site(String nats) throws IOException, InterruptedException {
        bus = Bus.connect(NatsSettings.of(nats), "test");
        credentials = new CredentialPeer(bus, "cm" + number);
        extension = new EchoPeer(bus, echo);
        unaware = new EchoPeer(bus, plain);
        connectivity = new Connectivity(bus, kpc);
    }

    /** Everything but TLS, each on a free port of its own. */
    static CommunicationSettings settings() {
        return settings(MqttLimits.DEFAULT, MqttSettings.Tls.OFF, false);
    }

    static CommunicationSettings settings(MqttLimits limits, MqttSettings.Tls tls, boolean passwordRequired) {
        return settings(limits, tls, passwordRequired, false);
    }

    /** With WebSocket over TLS too. */
    static CommunicationSettings secure(MqttSettings.Tls tls) {
        return settings(MqttLimits.DEFAULT, tls, false, true);
    }

    private static CommunicationSettings settings(
            MqttLimits limits, MqttSettings.Tls tls, boolean passwordRequired, boolean overTls) {
        HttpBindingSettings http = HttpBindingSettings.DEFAULT;
        return new CommunicationSettings(
                new MqttSettings(
                        "127.0.0.1",
                        new MqttSettings.Tcp(true, 0, passwordRequired),
                        tls,
                        new MqttSettings.WebSocket(true, Optional.of(0), overTls, false),
                        limits),
                SessionSettings.DEFAULT,
                ExtensionSettings.DEFAULT,
                IdentitySettings.DEFAULT,
                new HttpBindingSettings(true, Optional.of(0), true, http.maxBody(), 100, Duration.ofSeconds(1)),
                AddressLimits.DEFAULT,
                Duration.ofSeconds(5));
    }

    /** As {@link #settings()}, with so many requests at the most that wait for extensions, in all and per connection. */
    static CommunicationSettings settings(int inFlight, int perConnection) {
        CommunicationSettings usual = settings();
        return new CommunicationSettings(
                usual.mqtt(),
                new SessionSettings(perConnection, 100, 0),
                new ExtensionSettings(Duration.ofMinutes(5), inFlight, Duration.ofMillis(250), false),
                usual.identity(),
                usual.http(),
                usual.addresses(),
                usual.stopLimit());
    }

    /** These settings with other limits of what addresses may do. */
    static CommunicationSettings with(AddressLimits addresses, CommunicationSettings usual) {
        return new CommunicationSettings(
                usual.mqtt(),
                usual.session(),
                usual.extension(),
                usual.identity(),
                usual.http(),
                addresses,
                usual.stopLimit());
    }

    /** These settings with another time that clients may take to go at the end. */
    static CommunicationSettings stopping(Duration limit, CommunicationSettings usual) {
        return new CommunicationSettings(
                usual.mqtt(),
                usual.session(),
                usual.extension(),
                usual.identity(),
                usual.http(),
                usual.addresses(),
                limit);
    }

    /** One more replica of KPC with a Vert.x and a NATS connection of its own. */
    Communication replica(CommunicationSettings settings) throws IOException, InterruptedException {
        return replica(settings, TestStack.nats().url());
    }

    Communication replica(CommunicationSettings settings, String nats) throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        Bus own = Bus.connect(NatsSettings.of(nats), "kpc");
        Communication replica = compose(settings, vertx, own);
        replica.start();
        running.addFirst(() -> {
            replica.close();
            own.close();
            Waiting.on(vertx.close().toCompletionStage());
        });
        return replica;
    }

    Communication compose(CommunicationSettings settings, Vertx vertx, Bus own) {
        SimpleMeterRegistry figures = new SimpleMeterRegistry();
        metrics.add(figures);
        return new Communication(
                settings,
                vertx,
                own,
                figures,
                Clock.systemUTC(),
                new ServiceIdentity(kpc, kpc + "-replica" + running.size()),
                "cm" + number,
                this::applications,
                new ExtensionInstances(Map.of(echo, true, plain, false, "barred", true)));
    }

    /** Sum of a gauge over the replicas. */
    double gauge(String name) {
        return metrics.stream()
                .mapToDouble(each -> each.get(name).gauge().value())
                .sum();
    }

    /** Sum of a counter over the replicas; one that has not been used yet counts as 0. */
    double counter(String name, String tag, String value) {
        return metrics.stream()
                .map(each -> each.find(name).tag(tag, value).counter())
                .filter(Objects::nonNull)
                .mapToDouble(Counter::count)
                .sum();
    }

    private Applications applications() {
        return new Applications(
                Map.of("demo_application", Map.of("demo_v1", version("demo_v1"), "demo_v2", version("demo_v2"))));
    }

    private ApplicationVersion version(String name) {
        return new ApplicationVersion("demo_application", name, Optional.empty(), Optional.of(List.of(echo, plain)));
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : running) {
            each.close();
        }
        connectivity.close();
        extension.close();
        unaware.close();
        credentials.close();
        bus.close();
    }
}
