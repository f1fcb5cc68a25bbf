package io.muster.server.adapter;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.cm.CredentialManagement;
import io.muster.cm.CredentialSettings;
import io.muster.cm.secret.HashKey;
import io.muster.contract.name.EndpointId;
import io.muster.embedded.TestStack;
import io.muster.epr.EndpointRegister;
import io.muster.epr.EndpointRegisterSettings;
import io.muster.epr.batch.Seal;
import io.muster.epr.registration.RemoteTokenProvisioning;
import io.muster.platform.config.ApiKey;
import io.muster.platform.config.Applications;
import io.muster.platform.config.Reader;
import io.muster.platform.config.Secret;
import io.muster.platform.config.Security;
import io.muster.platform.config.ServiceIdentity;
import io.muster.platform.http.Api;
import io.muster.platform.http.HttpService;
import io.muster.platform.http.HttpSettings;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.EventStreamSettings;
import io.muster.platform.nats.NatsSettings;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.security.AccessControl;
import io.muster.platform.security.ShownKey;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * CM and EPR on real PostgreSQL and NATS as two processes would run them: each behind its own HTTP server that wants an
 * API key of its own, EPR reaching CM over it.
 */
final class ServicesApart implements AutoCloseable {
    /** What EPR wants to be shown. */
    static final ShownKey REGISTER_KEY = shown("the-key-that-the-endpoint-register-wants");

    private static final ShownKey CREDENTIALS_KEY = shown("the-key-that-credential-management-wants");

    final EndpointRegister register;
    final URI registerUrl;
    final Bus bus;
    final String registerInstance;
    final Database registerDatabase;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = opened(HttpClient.newHttpClient());
    private final EventStream events;
    final RemoteTokenProvisioning tokens;
    private final String run = "t" + Long.toString(System.nanoTime(), 36);

    /** @param credentialsKey what EPR shows CM */
    ServicesApart(ShownKey credentialsKey) throws Exception {
        opened(() -> vertx.close().await());
        bus = opened(Bus.connect(NatsSettings.of(TestStack.nats().url()), run));
        events = new EventStream(bus, EventStreamSettings.DEFAULT);
        events.prepare();
        TestStack.Database place = TestStack.newDatabase();
        ServiceIdentity cm = new ServiceIdentity("cm-" + run, "cm-" + run + "-a");
        CredentialManagement credentials = opened(new CredentialManagement(
                CredentialSettings.read(Reader.open(Map.of(), Map.of()), "epr-" + run),
                HashKey.of("a-key-for-hashes-of-32-characters-or-more"),
                new CredentialManagement.Surroundings(
                        vertx,
                        bus,
                        events,
                        database(place, CredentialManagement.SCHEMA),
                        new SimpleMeterRegistry(),
                        Clock.systemUTC(),
                        cm,
                        Applications.demo()::exists)));
        credentials.start();
        URI credentialsUrl = served(credentials.api(), CREDENTIALS_KEY);

        registerDatabase = opened(Database.open(vertx, database(place, "epr")));
        registerInstance = "epr-" + run;
        tokens = opened(
                new RemoteTokenProvisioning(new RemoteTokenProvisioning.Address(credentialsUrl, credentialsKey)));
        register = opened(registerOn(registerDatabase));
        register.start();
        registerUrl = served(register.api(), REGISTER_KEY);
    }

    /** Both services, and EPR knows the key of CM. */
    static ServicesApart start() {
        try {
            return new ServicesApart(CREDENTIALS_KEY);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** An EPR that is not started yet. */
    EndpointRegister registerOn(Database database) {
        return new EndpointRegister(
                EndpointRegisterSettings.DEFAULT,
                new ServiceIdentity(registerInstance, registerInstance + "-a"),
                database,
                bus,
                events,
                new SimpleMeterRegistry(),
                Clock.systemUTC(),
                Applications::demo,
                tokens,
                new Seal(new Secret("a secret of these tests")));
    }

    private static DatabaseSettings database(TestStack.Database place, String schema) {
        return DatabaseSettings.of(
                "postgresql://%s:%d/%s".formatted(place.host(), place.port(), place.name()),
                place.user(),
                place.password(),
                schema);
    }

    private URI served(Api api, ShownKey wanted) {
        ApiKey key = new ApiKey(
                "neighbour", ApiKey.hashOf(wanted.secret().orElseThrow().reveal()), Set.of());
        Security security = new Security(
                false, Optional.empty(), Optional.empty(), Optional.empty(), true, Optional.empty(), List.of(key));
        HttpService http = opened(new HttpService(
                vertx, HttpSettings.loopback(0), AccessControl.of(security), new SimpleMeterRegistry()));
        http.mount(api, List.of(Api.BASE));
        return URI.create("http://127.0.0.1:" + http.start());
    }

    /** Registers an endpoint over REST. */
    HttpResponse<String> register(String endpoint, String metadata) {
        String body = "{\"endpointId\":\"%s\",\"appVersion\":{\"name\":\"demo_application_v1\"},\"metadata\":%s}"
                .formatted(endpoint, metadata);
        HttpRequest request = REGISTER_KEY
                .on(HttpRequest.newBuilder(registerUrl.resolve("/api/v1/endpoints")))
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A new endpoint with this metadata. */
    EndpointId registered(String metadata) {
        String id = "ep-" + UUID.randomUUID();
        HttpResponse<String> answer = register(id, metadata);
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.body());
        }
        return EndpointId.of(id);
    }

    private static ShownKey shown(String key) {
        return new ShownKey(Optional.of(new Secret(key)));
    }

    private <P extends AutoCloseable> P opened(P part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
