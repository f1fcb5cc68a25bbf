package io.muster.cm.client;

import io.muster.cm.credential.CredentialState;
import io.muster.cm.secret.PasswordHash;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A stored user name with password.
 *
 * @param clientId client that uses it, where known
 * @param previous the password before, while it is still accepted
 * @param failures failed attempts since the last success, or within the counting period
 * @param lockedUntil when a lock after too many failures ends; may be past
 */
public record Login(
        CredentialState state,
        String username,
        Optional<String> clientId,
        PasswordHash password,
        Optional<Previous> previous,
        int failures,
        Optional<Instant> lockedUntil)
        implements ClientCredential {

    /**
     * A password that was rotated out.
     *
     * @param until from here on it is not accepted
     */
    public record Previous(PasswordHash password, Instant until) {}

    static Login read(Row row) {
        return new Login(
                CredentialState.of(row, "credential_id"),
                row.getString("username"),
                Optional.ofNullable(row.getString("client_id")),
                new PasswordHash(row.getString("password_hash")),
                CredentialState.time(row, "previous_until")
                        .map(until -> new Previous(new PasswordHash(row.getString("previous_hash")), until)),
                row.getInteger("failures"),
                CredentialState.time(row, "locked_until"));
    }

    /** The previous password, if it is still accepted. */
    public Optional<Previous> previous(Instant now) {
        return previous.filter(old -> now.isBefore(old.until()));
    }

    /** All passwords that are accepted, whatever the state. */
    List<PasswordHash> accepted(Instant now) {
        return Stream.concat(Stream.of(password), previous(now).map(Previous::password).stream())
                .toList();
    }

    /** The same user as one who shows {@code shown}: for the previous password validity ends when it does. */
    Login as(PasswordHash shown) {
        if (previous.isEmpty() || shown.equals(password)) {
            return this;
        }
        return new Login(
                state.endingAt(previous.get().until()), username, clientId, password, previous, failures, lockedUntil);
    }

    /** Whether too many attempts failed lately. */
    public boolean locked(Instant now) {
        return lockedUntil.filter(now::isBefore).isPresent();
    }
}
