package io.muster.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.cm.CredentialManagement;
import io.muster.cm.secret.HashKey;
import io.muster.embedded.DataDirectory;
import io.muster.epmx.MetadataExtension;
import io.muster.epmx.repository.MetadataRepository;
import io.muster.epmx.whitelist.WhiteLists;
import io.muster.epr.EndpointRegister;
import io.muster.epr.access.EndpointResources;
import io.muster.epr.batch.Seal;
import io.muster.epr.registration.RemoteTokenProvisioning;
import io.muster.epr.registration.TokenProvisioning;
import io.muster.kpc.Communication;
import io.muster.platform.config.Applications;
import io.muster.platform.config.KeyFile;
import io.muster.platform.config.Secret;
import io.muster.platform.config.Service;
import io.muster.platform.health.Health;
import io.muster.platform.http.Api;
import io.muster.platform.http.HttpService;
import io.muster.platform.http.docs.DocsPage;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseClock;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.security.ManagedResources;
import io.muster.server.adapter.LocalMetadata;
import io.muster.server.adapter.LocalTokens;
import io.muster.server.backing.Backing;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Starts the services of this process, each with what it stands on, and introduces them to each other: in-process where
 * the other one lives here, over the wire where it does not.
 *
 * @param opened keeps what is to be closed at the end, in the opposite order
 */
record Services(
        Settings settings,
        DataDirectory data,
        Backing backing,
        Vertx vertx,
        Bus bus,
        EventStream events,
        MeterRegistry metrics,
        Health health,
        Supplier<Applications> applications,
        HttpService http,
        Consumer<AutoCloseable> opened) {

    private static final Clock CLOCK = Clock.systemUTC();

    /** Starts all that are configured; returns the port of MQTT, if it is listened on. */
    Optional<Integer> start() throws IOException {
        boolean stores = settings.runs(Service.CM) || settings.runs(Service.EPR);
        Clock time = stores ? databaseClock() : CLOCK;
        Optional<CredentialManagement> credentials =
                settings.runs(Service.CM) ? Optional.of(credentialManagement(time)) : Optional.empty();
        Optional<EndpointRegister> register =
                settings.runs(Service.EPR) ? Optional.of(endpointRegister(credentials, time)) : Optional.empty();
        if (settings.runs(Service.EPMX)) {
            metadataExtension(register);
        }
        Optional<Communication> communication =
                settings.runs(Service.KPC) ? Optional.of(communication()) : Optional.empty();
        List<Api> apis = Stream.of(
                        register.map(EndpointRegister::api),
                        credentials.map(CredentialManagement::api),
                        communication.map(Communication::api))
                .flatMap(Optional::stream)
                .toList();
        DocsPage.operations(apis).forEach(http::open);
        return communication.flatMap(Communication::mqttPort);
    }

    /** Of one connection by itself, so that the time is known soon however busy the others are. */
    private Clock databaseClock() {
        Database database =
                Database.open(vertx, database(CredentialManagement.SCHEMA).withConnections(1));
        opened.accept(database);
        DatabaseClock clock = DatabaseClock.of(database);
        opened.accept(clock);
        return clock;
    }

    private CredentialManagement credentialManagement(Clock time) throws IOException {
        CredentialManagement service = new CredentialManagement(
                settings.credentials(),
                hashKey(),
                new CredentialManagement.Surroundings(
                        vertx,
                        bus,
                        events,
                        database(CredentialManagement.SCHEMA),
                        metrics,
                        time,
                        settings.identity(Service.CM),
                        application -> applications.get().exists(application)));
        opened.accept(service);
        service.start();
        mount(service.api(), Service.CM);
        health.add("cm", service::health);
        return service;
    }

    private HashKey hashKey() throws IOException {
        return HashKey.of(
                key(settings.credentials().tokenHashKey(), "token-hash-key").reveal());
    }

    /** A key that replicas share by configuration; an installation that configures none keeps its own in a file. */
    private Secret key(Optional<Secret> configured, String file) throws IOException {
        return configured.isPresent()
                ? configured.get()
                : KeyFile.readOrMake(data.secrets().resolve(file));
    }

    private EndpointRegister endpointRegister(Optional<CredentialManagement> credentials, Clock time)
            throws IOException {
        DatabaseSettings place = database("epr");
        Database database = Database.open(vertx, place);
        opened.accept(database);
        TokenProvisioning tokens = credentials
                .<TokenProvisioning>map(local -> new LocalTokens(local, place))
                .orElseGet(() -> new RemoteTokenProvisioning(settings.credentialManagement()));
        EndpointRegister service = new EndpointRegister(
                settings.register(),
                settings.identity(Service.EPR),
                database,
                bus,
                events,
                metrics,
                time,
                applications,
                tokens,
                new Seal(key(settings.batchKey(), "batch-key")));
        opened.accept(service);
        service.start();
        Optional<ManagedResources> resources = ManagedResources.of(settings.security(), CLOCK);
        if (resources.isPresent()) {
            String instance = settings.identity(Service.EPR).instanceName();
            opened.accept(EndpointResources.start(bus, instance, database, resources.get()));
        }
        mount(service.api(), Service.EPR);
        health.add("epr", service::health);
        return service;
    }

    private void metadataExtension(Optional<EndpointRegister> register) {
        MetadataRepository repository = register.<MetadataRepository>map(LocalMetadata::new)
                .orElseGet(() -> MetadataExtension.remoteRepository(settings.metadataExtension(), bus, CLOCK));
        MetadataExtension service = new MetadataExtension(
                settings.metadataExtension(), bus, repository, WhiteLists.of(applications), metrics, CLOCK);
        opened.accept(service);
        service.start();
        health.add("epmx", service::health);
    }

    private Communication communication() throws IOException {
        Communication service = new Communication(
                settings.communication(),
                vertx,
                bus,
                metrics,
                CLOCK,
                settings.identity(Service.KPC),
                settings.identity(Service.CM).instanceName(),
                applications,
                settings.extensions());
        opened.accept(service);
        service.mount(http.router());
        mount(service.api(), Service.KPC);
        service.start();
        health.add("kpc", service::health);
        return service;
    }

    private void mount(Api api, Service service) {
        boolean alone =
                settings.process().services().alone().filter(service::equals).isPresent();
        http.mount(api, alone ? List.of(api.prefixedBase(), Api.BASE) : List.of(api.prefixedBase()));
    }

    private DatabaseSettings database(String schema) {
        return Connections.database(settings.postgres(), backing, schema);
    }
}
