package io.muster.epr;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.contract.json.Json;
import io.muster.embedded.TestStack;
import io.muster.epr.batch.Seal;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.filter.stored.FilterSettings;
import io.muster.epr.metadata.MetadataRules;
import io.muster.epr.registration.TokenProvisioning;
import io.muster.openapi.OpenApiValidation;
import io.muster.openapi.ValidatingClient;
import io.muster.platform.config.ApplicationVersion;
import io.muster.platform.config.Applications;
import io.muster.platform.config.Secret;
import io.muster.platform.config.ServiceIdentity;
import io.muster.platform.http.Gatekeeper;
import io.muster.platform.http.HttpService;
import io.muster.platform.http.HttpSettings;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.EventStreamSettings;
import io.muster.platform.nats.NatsSettings;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** One Endpoint Register on real PostgreSQL and NATS, served over HTTP, with its own database and instance name. */
public final class EprStack implements AutoCloseable {

    /** What all replicas seal batch requests with. */
    static final Seal SEAL = new Seal(new Secret("a secret of these tests"));

    /** An application with two versions. */
    public static final String KETTLE = "kettle";

    private static final OpenApiValidation OPEN_API = OpenApiValidation.of("epr", "openapi/epr.yaml");

    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    public final String instance = "epr" + INSTANCES.incrementAndGet();
    public final FakeTokens tokens = new FakeTokens();
    public final MeterRegistry metrics = new SimpleMeterRegistry();
    public final Database database;
    public final Bus bus;
    public final RecordedEvents events;
    public final EndpointRegister register;
    private final Vertx vertx = Vertx.vertx();
    private final HttpService http;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ValidatingClient validating;
    private final String base;

    public EprStack() throws Exception {
        this(EndpointRegisterSettings.DEFAULT);
    }

    public EprStack(EndpointRegisterSettings settings) throws Exception {
        TestStack.Database place = TestStack.newDatabase();
        database = Database.open(
                vertx,
                DatabaseSettings.of(
                        "postgresql://%s:%d/%s".formatted(place.host(), place.port(), place.name()),
                        place.user(),
                        place.password(),
                        "epr"));
        bus = Bus.connect(NatsSettings.of(TestStack.nats().url()), instance);
        EventStream stream = new EventStream(bus, EventStreamSettings.DEFAULT);
        stream.prepare();
        events = new RecordedEvents(bus, instance);
        register = another("a", settings, stream, tokens);
        register.start();
        http = new HttpService(vertx, HttpSettings.loopback(0), Gatekeeper.OPEN, new SimpleMeterRegistry());
        http.mount(register.api(), List.of(register.api().prefixedBase()));
        validating = new ValidatingClient(client, List.of(OPEN_API));
        base = "http://127.0.0.1:" + http.start() + register.api().prefixedBase();
    }

    /** Settings that follow another communication service than the default one. */
    public static EndpointRegisterSettings following(String communication) {
        return settings(communication, Set.of());
    }

    /** Settings that keep some metadata keys from other services. */
    public static EndpointRegisterSettings restricting(Set<String> keys) {
        return settings(EndpointRegisterSettings.DEFAULT.communicationInstance(), keys);
    }

    /** Settings by which a search may look at no more than so many endpoints one by one. */
    public static EndpointRegisterSettings examining(int most) {
        FilterSettings usual = EndpointRegisterSettings.DEFAULT.filters();
        return settings(
                EndpointRegisterSettings.DEFAULT.communicationInstance(),
                Set.of(),
                new FilterSettings(usual.perApplication(), usual.query(), most, usual.chunk()));
    }

    private static EndpointRegisterSettings settings(String communication, Set<String> restricted) {
        return settings(communication, restricted, EndpointRegisterSettings.DEFAULT.filters());
    }

    private static EndpointRegisterSettings settings(
            String communication, Set<String> restricted, FilterSettings filters) {
        EndpointRegisterSettings usual = EndpointRegisterSettings.DEFAULT;
        return new EndpointRegisterSettings(
                communication,
                usual.metadata(),
                usual.maxBatch(),
                restricted,
                usual.writes(),
                usual.maxRequests(),
                usual.abandonedAfter(),
                usual.feed(),
                filters);
    }

    private EndpointRegister another(
            String replica, EndpointRegisterSettings settings, EventStream stream, TokenProvisioning provisioning) {
        return new EndpointRegister(
                settings,
                new ServiceIdentity(instance, instance + replica),
                database,
                bus,
                stream,
                replica.equals("a") ? metrics : new SimpleMeterRegistry(),
                Clock.systemUTC(),
                EprStack::applications,
                provisioning,
                SEAL);
    }

    /** Another replica on the same database; the caller closes it. */
    public EndpointRegister replica(String name, TokenProvisioning provisioning) throws Exception {
        EventStream stream = new EventStream(bus, EventStreamSettings.DEFAULT);
        EndpointRegister replica = another(name, EndpointRegisterSettings.DEFAULT, stream, provisioning);
        replica.start();
        return replica;
    }

    /** {@code kettle} with versions {@code kettle-v1}, {@code kettle-v2}; {@code lamp} with {@code lamp-v1}. */
    public static Applications applications() {
        return new Applications(Map.of(
                KETTLE,
                Map.of(
                        "kettle-v1", ApplicationVersion.open(KETTLE, "kettle-v1"),
                        "kettle-v2", ApplicationVersion.open(KETTLE, "kettle-v2")),
                "lamp",
                Map.of("lamp-v1", ApplicationVersion.open("lamp", "lamp-v1"))));
    }

    /** A write path of its own, as another replica would have it. */
    public EndpointWriter writer() {
        return new EndpointWriter(
                database,
                Optional.empty(),
                new MetadataRules(EndpointRegisterSettings.DEFAULT.metadata()),
                EndpointRegisterSettings.DEFAULT.writes(),
                Clock.systemUTC(),
                written -> {});
    }

    public EndpointStore store() {
        return new EndpointStore(database);
    }

    /** An answer of the API. */
    public record Answer(int status, String text, HttpResponse<String> response) {

        public JsonNode json() {
            return Json.parse(text, Json.MAX_DEPTH);
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String message() {
            return json().path("message").asText();
        }
    }

    /** Sends a request and holds the answer against the OpenAPI file; {@code headers} as name, value, name, value. */
    public Answer call(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = validating.send(request.build());
        return new Answer(response.statusCode(), response.body(), response);
    }

    public Answer get(String path, String... headers) throws Exception {
        return call("GET", path, "", headers);
    }

    /** Registers an endpoint with this ID in {@code kettle-v1}. */
    public void registered(String endpointId, String metadata) throws Exception {
        Answer answer = call(
                "POST",
                "/endpoints",
                "{\"endpointId\":\"%s\",\"appVersion\":{\"name\":\"kettle-v1\"},\"metadata\":%s}"
                        .formatted(endpointId, metadata));
        if (answer.status() != 201) {
            throw new AssertionError(answer.text());
        }
    }

    /** Waits until {@code condition} holds; fails after a generous deadline. */
    public static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plus(DEADLINE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("the condition was not met within " + DEADLINE.toSeconds() + " s");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** The answer to a GET as soon as {@code wanted} holds for it. */
    public Answer eventually(String path, Predicate<JsonNode> wanted) throws Exception {
        Instant end = Instant.now().plus(DEADLINE);
        Answer answer = get(path);
        while (!wanted.test(answer.json())) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("not what was awaited: " + answer.text());
            }
            LockSupport.parkNanos(5_000_000);
            answer = get(path);
        }
        return answer;
    }

    @Override
    public void close() {
        http.close();
        register.close();
        events.close();
        bus.close();
        database.close();
        client.close();
        vertx.close().await();
    }
}
