package io.muster.cm.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.muster.cm.credential.CacheSettings;
import io.muster.cm.credential.CredentialTable;
import io.muster.cm.credential.CredentialTable.Listing;
import io.muster.cm.credential.Status;
import io.muster.cm.credential.Transitions;
import io.muster.cm.credential.Transitions.Precondition;
import io.muster.cm.credential.Validator;
import io.muster.cm.credential.Validity;
import io.muster.cm.credential.Verdict;
import io.muster.cm.secret.Digest;
import io.muster.cm.secret.HashKey;
import io.muster.cm.secret.PasswordHash;
import io.muster.cm.secret.PasswordHasher;
import io.muster.contract.error.Refusal;
import io.muster.platform.http.Page;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Everything that can be done with user names and passwords.
 *
 * <p>Hashing a password costs tens of milliseconds on purpose. Pairs that were verified are remembered as a keyed hash
 * next to the stored hash they fitted; while the stored hash is the same, the pair need not be hashed again. The row is
 * still read, so a change of password, state or validity counts at once. Such a pair is accepted even while the user is
 * locked: guesses of others do not shut out a client that is known.
 *
 * <p>An unknown user costs the same hash and gets the same answer as a wrong password.
 */
public final class Logins {

    private static final int MAX_PASSWORD = 1_024;
    private static final Duration REMEMBER = Duration.ofHours(12);

    private final ClientGround ground;
    private final HashKey key;
    private final PasswordHasher hasher;
    private final LoginStore store;
    private final Guesses guesses;
    private final Transitions<Login> transitions;
    private final Validator<Digest, Login> validator;
    private final Cache<Digest, PasswordHash> verified;

    public Logins(
            ClientGround ground, HashKey key, PasswordHasher hasher, LoginSettings settings, CacheSettings cache) {
        this.ground = ground;
        this.key = key;
        this.hasher = hasher;
        store = new LoginStore(ground.database(), settings);
        guesses = new Guesses(store, ground.metrics());
        transitions = new Transitions<>(store.table(), ground.marks(), ground.announcements());
        validator =
                new Validator<>(store.table(), ground.marks(), ground.usage(), cache, ground.clock(), ground.metrics());
        verified = Caffeine.newBuilder()
                .maximumSize(settings.remembered())
                .expireAfterWrite(REMEMBER)
                .build();
    }

    /** The table, for work on all kinds of credentials. */
    public CredentialTable<Login> table() {
        return store.table();
    }

    /** Changes of state. */
    public Transitions<Login> transitions() {
        return transitions;
    }

    /**
     * Stores a user name with password.
     *
     * @throws io.muster.contract.error.Refused 400 bad name or password; 409 the name is taken
     */
    public Login provision(String username, String password, Optional<String> clientId, Validity validity) {
        ClientId.check("username", username);
        ClientId.check(clientId);
        checkPassword(password);
        if (store.find(username).isPresent()) {
            throw taken();
        }
        Login stored = store.insert(username, hasher.hash(password), clientId, validity)
                .orElseThrow(Logins::taken);
        ground.marks().mark(key.ofPair(username, password));
        return stored;
    }

    private static RuntimeException taken() {
        return Refusal.conflict("The user name is already used").refused();
    }

    private static void checkPassword(String password) {
        if (password.isEmpty() || password.length() > MAX_PASSWORD) {
            throw Refusal.malformed("\"password\" must have 1 to %d characters".formatted(MAX_PASSWORD))
                    .refused();
        }
    }

    /** The answer to a presented pair, if it is known without asking the database. */
    public Optional<Verdict<Login>> atHand(String username, String password) {
        return validator.atHand(key.ofPair(username, password));
    }

    /**
     * Whether a user name with password is accepted; the first use makes it active.
     *
     * @throws io.muster.contract.error.Refused 400 for what cannot be a name or a password; 403 locked; 503 too many wait
     * @throws io.muster.platform.postgres.DatabaseFailure when the answer is not known and cannot be found out
     */
    public Verdict<Login> validate(String username, String password) {
        ClientId.check("username", username);
        checkPassword(password);
        Digest pair = key.ofPair(username, password);
        return validator.validate(pair, () -> find(username, password, pair));
    }

    private Optional<Login> find(String username, String password, Digest pair) {
        Optional<Login> found = store.find(username);
        if (found.isEmpty()) {
            hasher.pretend(password);
            return Optional.empty();
        }
        Login login = found.get();
        PasswordHash fitted = verified.getIfPresent(pair);
        if (fitted != null && fitted.equals(login.password())) {
            return found;
        }
        if (login.locked(ground.clock().instant())) {
            hasher.pretend(password);
            throw Refusal.forbidden("The user is locked after too many failed attempts; try again later")
                    .refused();
        }
        return hasher.fits(login.password(), password) ? fits(login, password, pair) : wrong(login);
    }

    private Optional<Login> fits(Login seen, String password, Digest pair) {
        Login login = seen;
        if (hasher.outdated(seen.password())) {
            login = store.upgrade(seen, hasher.hash(password)).orElse(seen);
        }
        if (login.failures() > 0) {
            login = store.forgive(login.id()).orElse(login);
        }
        verified.put(pair, login.password());
        return Optional.of(login);
    }

    private Optional<Login> wrong(Login login) {
        guesses.wrong(login);
        return Optional.empty();
    }

    /**
     * Sets another password; identity, state and validity stay. The old one is not accepted any longer on this replica,
     * and that is announced as a revocation of the credential, so that sessions opened with the old one end.
     *
     * @throws io.muster.contract.error.Refused 400 bad password, 404 unknown
     */
    public Login changePassword(UUID id, Precondition<Login> precondition, String password) {
        checkPassword(password);
        transitions.current(id, precondition);
        PasswordHash hash = hasher.hash(password);
        while (true) {
            Login current = transitions.current(id, precondition);
            Optional<Login> changed =
                    transitions.enforce(current, current.state().usable(), () -> store.changePassword(current, hash));
            if (changed.isPresent()) {
                ground.marks().mark(key.ofPair(current.username(), password));
                return changed.get();
            }
        }
    }

    /**
     * Forgets failed attempts and lifts a lock.
     *
     * @throws io.muster.contract.error.Refused 404 unknown
     */
    public Login unlock(UUID id) {
        return store.forgive(id).orElseThrow(() -> transitions.unknown(id));
    }

    /** Users by creation time. */
    public Listing<Login> list(List<Status> statuses, boolean newestFirst, Page page) {
        return store.table().list("true", List.of(), statuses, newestFirst, page);
    }
}
