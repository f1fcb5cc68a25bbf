package io.muster.cm;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.cm.client.LoginSettings;
import io.muster.cm.credential.CacheSettings;
import io.muster.cm.ecap.TokenAnswers;
import io.muster.cm.event.CapSettings;
import io.muster.cm.secret.HashKey;
import io.muster.cm.secret.PasswordParameters;
import io.muster.embedded.TestStack;
import io.muster.platform.config.ServiceIdentity;
import io.muster.platform.http.Gatekeeper;
import io.muster.platform.http.HttpService;
import io.muster.platform.http.HttpSettings;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.EventStreamSettings;
import io.muster.platform.nats.NatsSettings;
import io.muster.platform.nats.Responder;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** CM on a fresh database with names of its own on the shared NATS: any number of replicas, and a bus to talk to them. */
final class Installation implements AutoCloseable {

    /** Cheap hashes, and locks that are soon reached. */
    static final LoginSettings LOGINS = new LoginSettings(
            new PasswordParameters(256, 1, 1), 2, 1_000, 1_000, 3, Duration.ofMinutes(5), Duration.ofMinutes(5));

    static final String KEY = "a key only for tests";
    static final Set<String> APPLICATIONS = Set.of("kettle", "lamp");

    final String name = "cm-" + UUID.randomUUID().toString().substring(0, 8);
    final String register = "epr-" + name;
    final String ccm = "ccm-" + name;
    final Vertx vertx = Vertx.vertx();
    final Bus bus;
    final EventStream stream;
    private final TestStack.Database fresh = TestStack.newDatabase();
    private DatabaseSettings databaseSettings;
    final Database database;
    final List<Replica> replicas = new ArrayList<>();
    private CredentialSettings settings;
    private String natsUrl;
    private Clock clock = Clock.systemUTC();

    Installation() throws Exception {
        this(TestStack.nats().url());
    }

    /** With a NATS of its own. */
    Installation(String natsUrl) throws Exception {
        this.natsUrl = natsUrl;
        databaseSettings = settingsFor(fresh.port());
        database = Database.open(vertx, databaseSettings);
        bus = Bus.connect(NatsSettings.of(natsUrl), "test");
        stream = new EventStream(bus, EventStreamSettings.DEFAULT);
        stream.prepare();
        CredentialSettings base = CredentialSettings.of(register);
        settings = new CredentialSettings(
                base.tokenLength(),
                base.register(),
                base.tokenHashKey(),
                base.cache(),
                LOGINS,
                Duration.ofSeconds(10),
                Optional.of(new CapSettings(ccm, "tenant-1")),
                base.feed());
    }

    private DatabaseSettings settingsFor(int port) {
        return settingsFor(port, CredentialManagement.SCHEMA);
    }

    private DatabaseSettings settingsFor(int port, String schema) {
        return DatabaseSettings.of(
                "postgresql://%s:%d/%s".formatted(fresh.host(), port, fresh.name()),
                fresh.user(),
                fresh.password(),
                schema);
    }

    /** Another schema of the same database. */
    DatabaseSettings beside(String schema) {
        return settingsFor(fresh.port(), schema);
    }

    int postgresPort() {
        return fresh.port();
    }

    /** Replicas started from now on reach PostgreSQL through this port. */
    Installation through(int port) {
        databaseSettings = settingsFor(port);
        return this;
    }

    /** Replicas started from now on reach NATS at this address. */
    Installation throughNats(String url) {
        natsUrl = url;
        return this;
    }

    /** Longest wait of replicas started from now on for the announcement of what they revoke. */
    Installation announcing(Duration within) {
        settings = new CredentialSettings(
                settings.tokenLength(),
                settings.register(),
                settings.tokenHashKey(),
                settings.cache(),
                settings.logins(),
                within,
                settings.cap(),
                settings.feed());
        return this;
    }

    /** Replicas started from now on do not speak 22/CAP. */
    Installation withoutCap() {
        settings = new CredentialSettings(
                settings.tokenLength(),
                settings.register(),
                settings.tokenHashKey(),
                settings.cache(),
                settings.logins(),
                settings.announceWithin(),
                Optional.empty(),
                settings.feed());
        return this;
    }

    /** Replicas started from now on go by this clock. */
    Installation at(Clock replacement) {
        clock = replacement;
        return this;
    }

    Installation with(LoginSettings logins) {
        settings = new CredentialSettings(
                settings.tokenLength(),
                settings.register(),
                settings.tokenHashKey(),
                settings.cache(),
                logins,
                settings.announceWithin(),
                settings.cap(),
                settings.feed());
        return this;
    }

    Installation with(CacheSettings cache) {
        settings = new CredentialSettings(
                settings.tokenLength(),
                settings.register(),
                settings.tokenHashKey(),
                cache,
                settings.logins(),
                settings.announceWithin(),
                settings.cap(),
                settings.feed());
        return this;
    }

    /** Starts one more replica. */
    Replica start() throws Exception {
        return start(HashKey.of(KEY));
    }

    Replica start(HashKey key) throws Exception {
        Replica replica = new Replica(key);
        replicas.add(replica);
        return replica;
    }

    /** One process of the installation. */
    final class Replica implements AutoCloseable {
        final CredentialManagement cm;
        final Bus ownBus;
        final Rest rest;
        final String id = "r" + UUID.randomUUID().toString().replace("-", "");
        final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        private final HttpService http;
        private final Responder ownDesk;

        Replica(HashKey key) throws Exception {
            ownBus = Bus.connect(NatsSettings.of(natsUrl), "cm");
            cm = new CredentialManagement(
                    settings,
                    key,
                    new CredentialManagement.Surroundings(
                            vertx,
                            ownBus,
                            new EventStream(ownBus, EventStreamSettings.DEFAULT),
                            databaseSettings,
                            metrics,
                            clock,
                            new ServiceIdentity(name, id),
                            APPLICATIONS::contains));
            try {
                cm.start();
            } catch (Exception | Error refused) {
                cm.close();
                ownBus.close();
                throw refused;
            }
            ownDesk = new Responder(ownBus, new SimpleMeterRegistry(), clock, 1_000);
            new TokenAnswers(cm.tokens(), clock, metrics).serve(ownDesk, id);
            ownBus.flush(Ask.PATIENCE);
            http = new HttpService(vertx, HttpSettings.loopback(0), Gatekeeper.OPEN, new SimpleMeterRegistry());
            http.mount(cm.api(), List.of("/cm/api/v1"));
            rest = new Rest("http://127.0.0.1:" + http.start() + "/cm/api/v1");
        }

        /**
         * Asks exactly this replica over NATS. Requests to the installation go to whichever of its replicas the server
         * chooses, so each replica has a second desk under its own name, with the same tokens behind it.
         */
        int validate(String token) {
            return Ask.token(bus, id, "kettle", token).getStatusCode();
        }

        /** What a counter of this replica says. */
        double count(String name, String... tags) {
            return metrics.get(name).tags(tags).counter().count();
        }

        @Override
        public void close() throws Exception {
            if (replicas.remove(this)) {
                http.close();
                ownDesk.close();
                cm.close();
                ownBus.close();
            }
        }
    }

    @Override
    public void close() throws Exception {
        for (Replica replica : List.copyOf(replicas)) {
            replica.close();
        }
        database.close();
        bus.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
