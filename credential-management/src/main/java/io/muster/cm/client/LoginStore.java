package io.muster.cm.client;

import io.muster.cm.credential.CredentialTable;
import io.muster.cm.credential.Shape;
import io.muster.cm.credential.Validity;
import io.muster.cm.secret.PasswordHash;
import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.TimeOrderedId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** The table of user names and passwords. */
final class LoginStore {

    private static final Shape<Login> SHAPE = new Shape<>(
            "client credential",
            "client_password",
            "credential_id",
            Login::read,
            "SELECT partition, 'password-revoked', credential_id::text,"
                    + " json_build_object('message', gen_random_uuid())::text FROM gone");

    private final CredentialTable<Login> table;
    private final LoginSettings settings;

    LoginStore(Database database, LoginSettings settings) {
        table = new CredentialTable<>(database, SHAPE);
        this.settings = settings;
    }

    CredentialTable<Login> table() {
        return table;
    }

    Optional<Login> find(String username) {
        return table.where("username = $1", username).stream().findFirst();
    }

    /** Stores a user; empty when the name is taken. */
    Optional<Login> insert(String username, PasswordHash password, Optional<String> clientId, Validity validity) {
        UUID id = TimeOrderedId.next();
        return table.change(
                        """
                        INSERT INTO client_password
                          (credential_id, username, client_id, password_hash, partition, not_before, not_after)
                        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (username) DO NOTHING RETURNING *""",
                        id,
                        username,
                        clientId.orElse(null),
                        password.text(),
                        Partitions.of(id.toString()),
                        ClientGround.column(validity.notBefore()),
                        ClientGround.column(validity.notAfter()))
                .findFirst();
    }

    /**
     * Sets another password, forgets failures and announces it, unless the row was changed since {@code seen} was read.
     * All passwords before end with it.
     */
    Optional<Login> changePassword(Login seen, PasswordHash password) {
        return table.changeAndAnnounce("""
                        UPDATE client_password SET password_hash = $4, failures = 0, locked_until = NULL,
                          previous_hash = NULL, previous_until = NULL, updated_at = clock_timestamp(), revision = revision + 1
                        WHERE credential_id = $2 AND revision = $3""", seen.id(), seen.state().revision(), password.text())
                .findFirst();
    }

    /**
     * Sets another password beside the present one, which ends at {@code until}; unless the row was changed since
     * {@code seen} was read. A password that was rotated out before ends now, which is announced.
     */
    Optional<Login> rotate(Login seen, PasswordHash password, Instant until) {
        String update = """
                UPDATE client_password SET previous_hash = password_hash, previous_until = $%d, password_hash = $%d,
                  failures = 0, locked_until = NULL, updated_at = clock_timestamp(), revision = revision + 1
                WHERE credential_id = $%d AND revision = $%d""";
        Object[] values = {
            until.atOffset(ZoneOffset.UTC),
            password.text(),
            seen.id(),
            seen.state().revision()
        };
        return (seen.previous().isPresent()
                        ? table.changeAndAnnounce(update.formatted(2, 3, 4, 5), values)
                        : table.change(update.formatted(1, 2, 3, 4) + " RETURNING *", values))
                .findFirst();
    }

    /** Forgets passwords that were rotated out and are over, and announces that. Returns how many. */
    int endPrevious(int limit) {
        return (int) table.changeAndAnnounce("""
                        UPDATE client_password SET previous_hash = NULL, previous_until = NULL WHERE credential_id IN (
                          SELECT credential_id FROM client_password WHERE previous_until <= clock_timestamp()
                          LIMIT $2 FOR UPDATE SKIP LOCKED)""", limit).count();
    }

    /** Stores a stronger hash of the same password; nothing that anybody sees changes. */
    Optional<Login> upgrade(Login seen, PasswordHash password) {
        return table.change(
                        "UPDATE client_password SET password_hash = $3 WHERE credential_id = $1 AND password_hash = $2"
                                + " RETURNING *",
                        seen.id(),
                        seen.password().text(),
                        password.text())
                .findFirst();
    }

    /** Counts a failed attempt, and locks the user when there were too many; empty when nothing is counted. */
    Optional<Login> failed(Login seen) {
        if (settings.maxFailures() == 0) {
            return Optional.empty();
        }
        return table.change(
                        """
                    UPDATE client_password SET last_failure_at = clock_timestamp(),
                      failures = CASE WHEN last_failure_at > clock_timestamp() - $2 * interval '1 millisecond'
                        THEN failures + 1 ELSE 1 END,
                      locked_until = CASE WHEN failures + 1 >= $3
                          AND last_failure_at > clock_timestamp() - $2 * interval '1 millisecond'
                        THEN clock_timestamp() + $4 * interval '1 millisecond' ELSE locked_until END
                    WHERE credential_id = $1 RETURNING *""",
                        seen.id(),
                        settings.failureWindow().toMillis(),
                        settings.maxFailures(),
                        settings.lock().toMillis())
                .findFirst();
    }

    /** Forgets failures and lifts a lock. */
    Optional<Login> forgive(UUID id) {
        return table.change(
                        "UPDATE client_password SET failures = 0, locked_until = NULL WHERE credential_id = $1"
                                + " RETURNING *",
                        id)
                .findFirst();
    }
}
