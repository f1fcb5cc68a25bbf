package io.muster.cm.credential;

import io.muster.contract.error.Refusal;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/**
 * What is stored of every credential, whatever its kind.
 *
 * @param id names the credential without giving it away
 * @param ended whether the end of its validity was noticed and announced
 * @param updatedAt last change of state
 * @param lastUsedAt last successful use, exact to about a minute
 * @param revision grows with every change of state, not with use
 */
public record CredentialState(
        UUID id,
        Status status,
        Validity validity,
        boolean ended,
        Instant createdAt,
        Optional<Instant> updatedAt,
        Optional<Instant> lastUsedAt,
        long revision) {

    /** Reads the columns that all tables of credentials share. */
    public static CredentialState of(Row row, String idColumn) {
        return new CredentialState(
                row.getUUID(idColumn),
                Status.of("status", row.getString("status")),
                new Validity(time(row, "not_before"), time(row, "not_after")),
                row.getBoolean("ended"),
                row.getOffsetDateTime("created_at").toInstant(),
                time(row, "updated_at"),
                time(row, "last_used_at"),
                row.getLong("revision"));
    }

    /** A column that may be empty. */
    public static Optional<Instant> time(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    /** Whether it would be accepted but for the beginning of its validity; then its end is announced. */
    public boolean usable() {
        return status.usable() && !ended;
    }

    /**
     * Demands that it is usable, as what is rotated has to be.
     *
     * @param kind beginning of the refusal, such as {@code A token}
     * @param instead what to do otherwise
     * @throws io.muster.contract.error.Refused 409 otherwise
     */
    public void requireRotatable(String kind, String instead) {
        if (!usable()) {
            throw Refusal.conflict("%s that is %s cannot be rotated; %s"
                            .formatted(kind, ended ? "expired" : status.word(), instead))
                    .refused();
        }
    }

    /** Whether it is accepted at {@code now}. */
    public Standing standing(Instant now) {
        return switch (status) {
            case REVOKED -> Standing.REVOKED;
            case SUSPENDED -> Standing.SUSPENDED;
            case INACTIVE -> within(now, Standing.FIRST_USE);
            case ACTIVE -> within(now, Standing.USABLE);
        };
    }

    private Standing within(Instant now, Standing accepted) {
        if (ended || validity.over(now)) {
            return Standing.EXPIRED;
        }
        return validity.begun(now) ? accepted : Standing.NOT_YET_VALID;
    }

    /** As if its validity ended at {@code end} at the latest. */
    public CredentialState endingAt(Instant end) {
        return new CredentialState(
                id, status, validity.endingAt(end), ended, createdAt, updatedAt, lastUsedAt, revision);
    }

    /** The entity tag of REST. */
    public String tag() {
        return Long.toString(revision);
    }
}
