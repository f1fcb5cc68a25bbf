package io.muster.cm.client;

import io.muster.cm.credential.CredentialState;
import io.muster.cm.secret.PasswordHash;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * A stored user name with password.
 *
 * @param clientId client that uses it, where known
 * @param failures failed attempts since the last success, or within the counting period
 * @param lockedUntil when a lock after too many failures ends; may be past
 */
public record Login(
        CredentialState state,
        String username,
        Optional<String> clientId,
        PasswordHash password,
        int failures,
        Optional<Instant> lockedUntil)
        implements ClientCredential {

    static Login read(Row row) {
        return new Login(
                CredentialState.of(row, "credential_id"),
                row.getString("username"),
                Optional.ofNullable(row.getString("client_id")),
                new PasswordHash(row.getString("password_hash")),
                row.getInteger("failures"),
                CredentialState.time(row, "locked_until"));
    }

    /** Whether too many attempts failed lately. */
    public boolean locked(Instant now) {
        return lockedUntil.filter(now::isBefore).isPresent();
    }
}
