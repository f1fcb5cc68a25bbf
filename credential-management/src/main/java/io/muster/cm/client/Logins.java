package io.muster.cm.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.muster.cm.credential.CacheSettings;
import io.muster.cm.credential.CredentialTable;
import io.muster.cm.credential.CredentialTable.Listing;
import io.muster.cm.credential.Standing;
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
import java.time.Instant;
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
        Instant now = ground.clock().instant();
        List<PasswordHash> accepted = login.accepted(now);
        PasswordHash fitted = verified.getIfPresent(pair);
        if (fitted != null && accepted.contains(fitted)) {
            return Optional.of(used(login, fitted));
        }
        if (login.locked(now)) {
            hasher.pretend(password);
            throw Refusal.forbidden("The user is locked after too many failed attempts; try again later")
                    .refused();
        }
        Optional<PasswordHash> shown = hasher.fitting(accepted, password);
        return shown.isPresent() ? fits(login, shown.get(), password, pair) : wrong(login);
    }

    private Optional<Login> fits(Login seen, PasswordHash shown, String password, Digest pair) {
        Login login = seen;
        PasswordHash fitted = shown;
        // Not while there is another one beside it: they are checked at the cost of one hash.
        if (hasher.outdated(shown) && seen.previous().isEmpty()) {
            login = store.upgrade(seen, hasher.hash(password)).orElse(seen);
            fitted = login.password();
        }
        if (login.failures() > 0) {
            login = store.forgive(login.id()).orElse(login);
        }
        verified.put(pair, fitted);
        return Optional.of(used(login, fitted));
    }

    /** The user who has shown a password. The first use of one that ends soon is stored here, since the row knows no end. */
    private Login used(Login login, PasswordHash shown) {
        Login as = login.as(shown);
        return as != login && as.state().standing(ground.clock().instant()) == Standing.FIRST_USE
                ? store.table().firstUse(login.id()).map(row -> row.as(shown)).orElse(as)
                : as;
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
     * Sets another password; the present one is accepted beside it until a given time. Then it ends, which is announced
     * as a revocation of the credential, so that sessions opened with it end; the others come back by themselves.
     *
     * @param oldEnds when the present one ends; at once when it is not in the future or the user's validity does not
     *     begin before, as {@link #changePassword} does
     * @throws io.muster.contract.error.Refused 400 bad password, 404 unknown, 409 not usable
     */
    public Login rotate(UUID id, Precondition<Login> precondition, String password, Instant oldEnds) {
        checkPassword(password);
        while (true) {
            Login current = transitions.current(id, precondition);
            current.state().requireRotatable("A user", "change the password instead");
            boolean begins =
                    current.state().validity().notBefore().map(oldEnds::isAfter).orElse(true);
            if (!begins || !oldEnds.isAfter(ground.clock().instant())) {
                return changePassword(id, precondition, password);
            }
            PasswordHash hash = hasher.hashBeside(current.password(), password);
            Optional<Login> rotated = transitions.enforce(
                    current, current.previous().isPresent(), () -> store.rotate(current, hash, oldEnds));
            if (rotated.isPresent()) {
                ground.marks().mark(key.ofPair(current.username(), password));
                return rotated.get();
            }
        }
    }

    /** Ends passwords that were rotated out and whose time has come. Returns how many, at the most {@code limit}. */
    public int endPrevious(int limit) {
        return store.endPrevious(limit);
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
