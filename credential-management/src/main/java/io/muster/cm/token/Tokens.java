package io.muster.cm.token;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.cm.credential.Announcements;
import io.muster.cm.credential.CacheSettings;
import io.muster.cm.credential.CredentialTable;
import io.muster.cm.credential.CredentialTable.Listing;
import io.muster.cm.credential.Marks;
import io.muster.cm.credential.Status;
import io.muster.cm.credential.Transitions;
import io.muster.cm.credential.Transitions.Precondition;
import io.muster.cm.credential.Usage;
import io.muster.cm.credential.Validator;
import io.muster.cm.credential.Validity;
import io.muster.cm.credential.Verdict;
import io.muster.cm.secret.HashKey;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.name.ApplicationName;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.EndpointToken;
import io.muster.platform.http.EntityTags;
import io.muster.platform.http.Page;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.TimeOrderedId;
import io.muster.platform.trace.Correlation;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Everything that can be done with endpoint tokens; REST, NATS and calls within the process end here. */
public final class Tokens {

    private static final int MAX_ATTEMPTS = 20;

    private final TokenStore store;
    private final Transitions<Token> transitions;
    private final Validator<TokenKey, Token> validator;
    private final Announcements announcements;
    private final Marks marks;
    private final HashKey key;
    private final TokenValues values;
    private final Predicate<String> applicationExists;
    private final Clock clock;

    /**
     * What tokens stand on.
     *
     * @param length characters of a generated token
     * @param applicationExists whether there is an application of this name now
     */
    public record Ground(
            Database database,
            HashKey key,
            Marks marks,
            Usage usage,
            Announcements announcements,
            CacheSettings cache,
            int length,
            Predicate<String> applicationExists,
            Clock clock,
            MeterRegistry metrics) {}

    public Tokens(Ground ground) {
        store = new TokenStore(ground.database());
        transitions = new Transitions<>(store.table(), ground.marks(), ground.announcements());
        validator = new Validator<>(
                store.table(), ground.marks(), ground.usage(), ground.cache(), ground.clock(), ground.metrics());
        announcements = ground.announcements();
        marks = ground.marks();
        key = ground.key();
        values = new TokenValues(new SecureRandom(), ground.length());
        applicationExists = ground.applicationExists();
        clock = ground.clock();
    }

    /** The table, for work on all kinds of credentials. */
    public CredentialTable<Token> table() {
        return store.table();
    }

    /** Changes of state. */
    public Transitions<Token> transitions() {
        return transitions;
    }

    /**
     * Stores a new token. It is accepted by the time this returns.
     *
     * @throws io.muster.contract.error.Refused 400 bad endpoint ID, token, or unknown application; 409 token already used
     *     in the application, by whatever endpoint and in whatever state
     */
    public ProvisionedToken provision(NewToken wish) {
        EndpointId.of(wish.endpointId());
        ApplicationName.of(wish.application());
        wish.value().ifPresent(value -> EndpointToken.of(value, "token"));
        requireApplication(wish.application());
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            String value = wish.value().orElseGet(values::next);
            Optional<ProvisionedToken> stored = store(wish, value);
            if (stored.isPresent()) {
                return stored.get();
            }
            if (wish.value().isPresent()) {
                throw taken(wish.application()).refused();
            }
        }
        throw new Refusal(
                        Kind.INTERNAL,
                        "No free token was found in %d attempts; raise kaa.cm.ep-token.length".formatted(MAX_ATTEMPTS))
                .refused();
    }

    private void requireApplication(String application) {
        if (!applicationExists.test(application)) {
            throw Refusal.malformed("There is no application \"%s\"".formatted(application))
                    .refused();
        }
    }

    /** See {@link DraftedTokens#draft}. */
    DraftedToken draft(String endpointId, String application) {
        EndpointId.of(endpointId);
        ApplicationName.of(application);
        requireApplication(application);
        String value = values.next();
        return new DraftedToken(TimeOrderedId.next(), keyOf(application, value), value);
    }

    /** See {@link DraftedTokens#stored}. */
    void stored(DraftedToken draft) {
        marks.mark(draft.key());
    }

    private TokenKey keyOf(String application, String value) {
        return new TokenKey(application, key.ofToken(application, value));
    }

    static Refusal taken(String application) {
        return Refusal.conflict("The token is already used in application \"%s\"".formatted(application));
    }

    private Optional<ProvisionedToken> store(NewToken wish, String value) {
        TokenKey tokenKey = keyOf(wish.application(), value);
        Optional<Token> stored =
                store.insert(new TokenStore.Row(TimeOrderedId.next(), wish.endpointId(), tokenKey, wish.validity()));
        marks.mark(tokenKey);
        return stored.map(token -> new ProvisionedToken(token, value));
    }

    /** The answer to a presented token, if it is known without asking the database. */
    public Optional<Verdict<Token>> atHand(String application, String value) {
        return validator.atHand(keyOf(application, value));
    }

    /**
     * Whether a presented token is accepted; its first use makes it active.
     *
     * @throws io.muster.contract.error.Refused 400 for what cannot be a token or an application name
     * @throws io.muster.platform.postgres.DatabaseFailure when the answer is not known and cannot be found out
     */
    public Verdict<Token> validate(String application, String value) {
        ApplicationName.of(application);
        EndpointToken.of(value);
        TokenKey tokenKey = keyOf(application, value);
        return validator.validate(tokenKey, () -> store.find(tokenKey));
    }

    /**
     * Moves the token of this value to another state; see {@link Transitions#move}.
     *
     * @throws io.muster.contract.error.Refused 400, 404 unknown token, 409 not allowed
     */
    public Token move(String application, String value, Status to) {
        ApplicationName.of(application);
        EndpointToken.of(value);
        Token token = store.find(keyOf(application, value)).orElseThrow(() -> Refusal.notFound(
                        "The token is not known in application \"%s\"".formatted(application))
                .refused());
        return transitions.move(token.id(), Precondition.none(), to);
    }

    /** Tokens of an endpoint by creation time; an unknown endpoint has none. */
    public Listing<Token> list(String endpointId, List<Status> statuses, boolean newestFirst, Page page) {
        return store.table().list("endpoint_id = $1", List.of(endpointId), statuses, newestFirst, page);
    }

    /** Changes whenever a token of the endpoint is added, deleted, or changes its state. */
    public String tagOfAll(String endpointId) {
        StringBuilder all = new StringBuilder();
        store.table().where("endpoint_id = $1 ORDER BY token_id", endpointId).forEach(token -> all.append(token.id())
                .append(' ')
                .append(token.state().tag())
                .append('\n'));
        return EntityTags.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Gives the endpoint a new token in place of an old one, which ends at a given time; both are accepted until then.
     *
     * @param wish the new token; endpoint and application are those of the old one
     * @param oldEnds when the old one ends; at once when it is not in the future
     * @throws io.muster.contract.error.Refused 404 unknown token, 409 the old one is not usable or the new value is taken
     */
    public ProvisionedToken rotate(
            UUID id, Precondition<Token> precondition, Optional<String> value, Validity validity, Instant oldEnds) {
        Token old = transitions.current(id, precondition);
        old.state().requireRotatable("A token", "add a new one");
        ProvisionedToken fresh = provision(new NewToken(old.endpointId(), old.application(), value, validity));
        boolean begins =
                old.state().validity().notBefore().map(oldEnds::isAfter).orElse(true);
        if (begins && oldEnds.isAfter(clock.instant())) {
            endLater(old, oldEnds);
        } else {
            transitions.move(id, Precondition.none(), Status.REVOKED);
        }
        return fresh;
    }

    private void endLater(Token old, Instant end) {
        Optional<Token> seen = Optional.of(old);
        while (seen.isPresent() && store.endAt(seen.get(), end).isEmpty()) {
            seen = store.table().byId(old.id());
        }
        marks.mark(old.id());
    }

    /**
     * Deletes the tokens of an endpoint that were created up to {@code until}, and announces those that were usable. May
     * be repeated.
     *
     * @param until tokens created later belong to a new endpoint of the same ID and stay
     * @return how many were deleted
     */
    public int drop(String endpointId, Instant until) {
        List<Token> dropped = store.drop(new TokenStore.Departure(endpointId, until, Correlation.current()));
        dropped.forEach(token -> marks.mark(token.id()));
        if (dropped.stream().anyMatch(token -> token.state().usable())) {
            announcements.ring();
        }
        return dropped.size();
    }
}
