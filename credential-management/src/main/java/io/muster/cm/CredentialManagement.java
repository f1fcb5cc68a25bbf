package io.muster.cm;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.cm.client.Certificates;
import io.muster.cm.client.ClientGround;
import io.muster.cm.client.Logins;
import io.muster.cm.credential.Announcements;
import io.muster.cm.credential.Marks;
import io.muster.cm.credential.Usage;
import io.muster.cm.credential.Validity;
import io.muster.cm.ecap.ClientAnswers;
import io.muster.cm.ecap.ClientDesk;
import io.muster.cm.ecap.TokenAnswers;
import io.muster.cm.event.RevocationFeed;
import io.muster.cm.event.RevocationListener;
import io.muster.cm.event.Unregistrations;
import io.muster.cm.rest.CertificateOperations;
import io.muster.cm.rest.LoginOperations;
import io.muster.cm.rest.TokenOperations;
import io.muster.cm.secret.HashKey;
import io.muster.cm.secret.HashKeyGuard;
import io.muster.cm.secret.PasswordHasher;
import io.muster.cm.token.DraftedTokens;
import io.muster.cm.token.NewToken;
import io.muster.cm.token.ProvisionedToken;
import io.muster.cm.token.Tokens;
import io.muster.platform.config.ServiceIdentity;
import io.muster.platform.feed.Feed;
import io.muster.platform.feed.FeedBell;
import io.muster.platform.feed.FeedHealth;
import io.muster.platform.feed.FeedMetrics;
import io.muster.platform.health.Health;
import io.muster.platform.http.Api;
import io.muster.platform.http.Operation;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.Responder;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.postgres.Migrations;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/** CM: composes the service, and is its door for callers within the process. */
public final class CredentialManagement implements AutoCloseable {

    /** Schema that holds the tables. */
    public static final String SCHEMA = "cm";

    private static final int REQUESTS_IN_WORK = 1_000;
    private static final Duration SUBSCRIBED_WITHIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_USE_PAUSE = Duration.ofSeconds(10);

    private final CredentialSettings settings;
    private final Surroundings around;
    private final Database database;
    private final HashKey key;
    private final Marks marks;
    private final Usage usage;
    private final Feed feed;
    private final Announcements announcements;
    private final Tokens tokens;
    private final PasswordHasher hasher;
    private final Logins logins;
    private final Certificates certificates;
    private final Responder tokenDesk;
    private final Responder clientDesk;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private volatile Runnable bell = () -> {};

    /**
     * What the service runs on.
     *
     * @param database schema must be {@link #SCHEMA}
     * @param stream prepared before {@link #start}
     * @param applicationExists whether there is an application of this name now
     */
    public record Surroundings(
            Vertx vertx,
            Bus bus,
            EventStream stream,
            DatabaseSettings database,
            MeterRegistry metrics,
            Clock clock,
            ServiceIdentity identity,
            Predicate<String> applicationExists) {}

    /** @param key key of the stored hashes, see {@link io.muster.platform.config.KeyFile} */
    public CredentialManagement(CredentialSettings settings, HashKey key, Surroundings around) {
        this.settings = settings;
        this.around = around;
        this.key = key;
        marks = new Marks(around.bus()::reconnects);
        database = Database.open(around.vertx(), around.database());
        Duration interval = settings.cache().useInterval();
        usage = new Usage(interval.compareTo(LONGEST_USE_PAUSE) < 0 ? interval : LONGEST_USE_PAUSE);
        announcements = new Announcements(() -> bell.run(), around.bus()::connected, settings.announceWithin());
        tokens = new Tokens(new Tokens.Ground(
                database,
                key,
                marks,
                usage,
                announcements,
                settings.cache(),
                settings.tokenLength(),
                around.applicationExists(),
                around.clock(),
                around.metrics()));
        ClientGround clients =
                new ClientGround(database, marks, usage, announcements, around.clock(), around.metrics());
        hasher = new PasswordHasher(
                settings.logins().hash(),
                settings.logins().concurrency(),
                settings.logins().waiting(),
                around.metrics());
        logins = new Logins(clients, key, hasher, settings.logins(), settings.cache());
        certificates = new Certificates(clients, settings.cache());
        String instance = around.identity().instanceName();
        String replica = around.identity().replicaId();
        feed = new Feed(
                database,
                around.stream(),
                new RevocationFeed(new RevocationFeed.Originator(instance, replica, settings.cap()), ends()),
                settings.feed(),
                new FeedMetrics(around.metrics(), "cm"),
                replica);
        tokenDesk = desk();
        clientDesk = desk();
    }

    /** One for tokens and one for clients: passwords that wait to be hashed must not hold up tokens. */
    private Responder desk() {
        return new Responder(around.bus(), around.metrics(), around.clock(), REQUESTS_IN_WORK);
    }

    private List<IntUnaryOperator> ends() {
        return List.of(tokens.table()::end, logins.table()::end, logins::endPrevious, certificates.table()::end);
    }

    /**
     * Migrates the schema and starts to work; requests are answered from now on.
     *
     * @throws HashKeyGuard.WrongKey when the database was written with another hash key
     * @throws IOException when NATS refuses
     */
    public void start() throws IOException {
        new Migrations(database, "feed", Migrations.class).migrate();
        new Migrations(database, "cm", CredentialManagement.class).migrate();
        HashKeyGuard.check(database, key);
        String instance = around.identity().instanceName();
        usage.start();
        running.push(usage);
        feed.start();
        running.push(feed);
        FeedBell feedBell = new FeedBell(around.bus(), feed, instance);
        running.push(feedBell);
        bell = feedBell::ring;
        RevocationListener revocations = new RevocationListener(around.bus(), marks, announcements);
        revocations.start(instance);
        running.push(revocations);
        running.push(Unregistrations.follow(around.bus(), settings.register(), instance, tokens));
        running.push(tokenDesk);
        running.push(clientDesk);
        serve(instance);
        around.bus().flush(SUBSCRIBED_WITHIN);
    }

    private void serve(String instance) {
        new TokenAnswers(tokens, around.clock(), around.metrics()).serve(tokenDesk, instance);
        ClientDesk clients =
                new ClientDesk(new ClientAnswers(logins, certificates, around.metrics()), clientDesk, around.clock());
        clients.serveEcap(instance);
        settings.cap().ifPresent(clients::serveCap);
    }

    /** The REST API. */
    public Api api() {
        List<Operation> operations = new ArrayList<>(new TokenOperations(tokens, around.clock()).operations());
        operations.addAll(new LoginOperations(logins, around.clock()).operations());
        operations.addAll(new CertificateOperations(certificates).operations());
        return new Api("cm", List.copyOf(operations), "/openapi/cm.yaml");
    }

    /**
     * Gives an endpoint a token, as {@code POST /endpoints/{endpointId}/tokens} does.
     *
     * @param value the token; generated when empty
     * @throws io.muster.contract.error.Refused 400 bad value or unknown application, 409 token already used
     */
    public ProvisionedToken provision(String endpointId, String application, Optional<String> value) {
        return tokens.provision(new NewToken(endpointId, application, value, Validity.ALWAYS));
    }

    /**
     * Tokens for a service that stores them together with endpoints; empty when its tables are in another database.
     *
     * @param other database and role of that service
     */
    public Optional<DraftedTokens> draftsBeside(DatabaseSettings other) {
        DatabaseSettings own = around.database();
        return own.sharesDatabaseWith(other) ? Optional.of(new DraftedTokens(tokens, own.schema())) : Optional.empty();
    }

    /**
     * Deletes all tokens of an endpoint and announces those that were usable, as the event {@code unregistered} does.
     *
     * @return how many there were
     */
    public int dropTokens(String endpointId) {
        return tokens.drop(endpointId, Instant.now().plus(Duration.ofDays(1)));
    }

    /**
     * Deletes one token, as {@code DELETE /endpoints/{endpointId}/tokens/{endpointTokenId}} does: to undo a
     * {@link #provision} whose cause failed.
     *
     * @throws io.muster.contract.error.Refused 404 unknown token
     */
    public void dropToken(UUID tokenId) {
        tokens.transitions().delete(tokenId, current -> {});
    }

    /** The tokens, for tests that ask one certain replica. */
    Tokens tokens() {
        return tokens;
    }

    /** The users, for tests that ask one certain replica. */
    Logins logins() {
        return logins;
    }

    /** How the feed of revocations fares. */
    public Health.Part health() {
        return FeedHealth.of(feed, settings.feed().late());
    }

    /** Takes no more requests, finishes those in work, publishes what waits, closes. */
    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
        hasher.close();
        database.close();
    }
}
