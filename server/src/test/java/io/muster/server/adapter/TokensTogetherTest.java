package io.muster.server.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.cm.CredentialManagement;
import io.muster.cm.CredentialSettings;
import io.muster.cm.secret.HashKey;
import io.muster.contract.avro.Ecap;
import io.muster.contract.json.Json;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.TestStack;
import io.muster.epr.EndpointRegister;
import io.muster.epr.EndpointRegisterSettings;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.metadata.MetadataRules;
import io.muster.epr.registration.Registration;
import io.muster.epr.registration.RegistrationRules;
import io.muster.platform.config.Applications;
import io.muster.platform.config.Reader;
import io.muster.platform.config.ServiceIdentity;
import io.muster.platform.feed.Feed;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.EventStreamSettings;
import io.muster.platform.nats.NatsSettings;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.postgres.Migrations;
import io.muster.server.Program;
import io.muster.server.Settings;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationRequest;

/** EPR and CM in one process: on one database a made token is stored with its endpoint, on two databases before it. */
final class TokensTogetherTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String run = "t" + Long.toString(System.nanoTime(), 36);
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.connect(NatsSettings.of(TestStack.nats().url()), run);

    @TempDir
    Path directory;

    TokensTogetherTest() throws Exception {}

    @AfterEach
    void close() {
        bus.close();
        vertx.close().await();
    }

    @Test
    void theProgramStoresAMadeTokenWithItsEndpoint() throws Exception {
        TestStack.Database place = TestStack.newDatabase();
        Map<String, String> environment = Map.of(
                "MUSTER_SERVICES",
                "epr,cm",
                "MUSTER_DATA",
                directory.resolve("data").toString(),
                "MUSTER_HTTP_PORT",
                "0",
                "NATS_URLS",
                TestStack.nats().url(),
                "MUSTER_DB_URL",
                "postgresql://%s:%s@%s:%d/%s"
                        .formatted(place.user(), place.password(), place.host(), place.port(), place.name()),
                "KAA_EPR_INSTANCE_NAME",
                "epr-" + run,
                "KAA_CM_INSTANCE_NAME",
                "cm-" + run);
        try (Program.Running running = Program.start(Settings.read(Map.of(), environment), EmbeddedListener.silent());
                HttpClient client = HttpClient.newHttpClient();
                Database database = Database.open(vertx, settings(place, "epr"))) {
            URI endpoints = URI.create("http://127.0.0.1:" + running.summary().httpPort() + "/epr/api/v1/endpoints");
            JsonNode made = register(client, endpoints, "");
            assertThat(made.path("status").asText()).isEqualTo("Inactive");
            assertThat(inOneTransaction(database, made)).isTrue();
            assertThat(validate(made.path("token").asText())).isEqualTo(200);

            JsonNode given = register(client, endpoints, "\"endpointToken\":\"given\",");
            assertThat(inOneTransaction(database, given)).isFalse();
            assertThat(validate("given")).isEqualTo(200);
        }
    }

    private static JsonNode register(HttpClient client, URI endpoints, String members) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(endpoints)
                .POST(BodyPublishers.ofString("{" + members + "\"appVersion\":{\"name\":\"demo_application_v1\"}}"))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Json.parse(answer.body(), Json.MAX_DEPTH);
    }

    /** Whether the transaction that wrote the endpoint wrote its only token as well. */
    private static boolean inOneTransaction(Database database, JsonNode registered) {
        Row row = database.query("""
                SELECT bool_and(e.xmin = t.xmin), count(*) FROM endpoint e JOIN cm.endpoint_token t USING (endpoint_id)
                WHERE endpoint_id = $1""", registered.path("endpointId").asText())
                .iterator()
                .next();
        assertThat(row.getLong(1)).isEqualTo(1);
        return row.getBoolean(0);
    }

    private int validate(String token) throws Exception {
        EndpointTokenValidationRequest question = new EndpointTokenValidationRequest(
                "trace-1", System.currentTimeMillis(), 0L, "demo_application", token);
        return Ecap.TOKEN_RESPONSE
                .codec()
                .decode(bus.request(
                                Ecap.TOKEN_REQUEST.toService("cm-" + run),
                                Ecap.TOKEN_REQUEST.codec().encode(question),
                                PATIENCE)
                        .join()
                        .getData())
                .getStatusCode();
    }

    @Test
    void onTwoDatabasesTheTokenComesFirst() throws Exception {
        EventStream events = new EventStream(bus, EventStreamSettings.DEFAULT);
        events.prepare();
        DatabaseSettings own = settings(TestStack.newDatabase(), "epr");
        MetadataRules rules = new MetadataRules(EndpointRegisterSettings.DEFAULT.metadata());
        try (CredentialManagement credentials = new CredentialManagement(
                        CredentialSettings.read(Reader.open(Map.of(), Map.of()), "epr-" + run),
                        HashKey.of("a-key-for-hashes-of-32-characters-or-more"),
                        new CredentialManagement.Surroundings(
                                vertx,
                                bus,
                                events,
                                settings(TestStack.newDatabase(), CredentialManagement.SCHEMA),
                                new SimpleMeterRegistry(),
                                Clock.systemUTC(),
                                new ServiceIdentity("cm-" + run, "cm-" + run + "-a"),
                                Applications.demo()::exists));
                Database database = Database.open(vertx, own)) {
            credentials.start();
            new Migrations(database, "feed", Feed.class).migrate();
            new Migrations(database, "epr", EndpointRegister.class).migrate();
            LocalTokens tokens = new LocalTokens(credentials, own);
            assertThat(tokens.together()).isEmpty();
            EndpointWriter writer = new EndpointWriter(
                    database,
                    tokens.together(),
                    rules,
                    EndpointRegisterSettings.DEFAULT.writes(),
                    Clock.systemUTC(),
                    written -> {});
            Registration registration =
                    new Registration(database, writer, tokens, new RegistrationRules(Applications::demo, rules));

            Registration.Registered registered = registration.register(new Registration.Wish(
                    Optional.empty(), Optional.empty(), "demo_application_v1", JsonNodeFactory.instance.objectNode()));

            assertThat(validate(registered.token().value().value())).isEqualTo(200);
            assertThat(database.query("SELECT FROM endpoint WHERE endpoint_id = $1", registered.endpointId())
                            .size())
                    .isEqualTo(1);
        }
    }

    private static DatabaseSettings settings(TestStack.Database place, String schema) {
        return DatabaseSettings.of(
                "postgresql://%s:%d/%s".formatted(place.host(), place.port(), place.name()),
                place.user(),
                place.password(),
                schema);
    }
}
