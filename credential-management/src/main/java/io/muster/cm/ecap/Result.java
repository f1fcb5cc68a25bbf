package io.muster.cm.ecap;

import io.muster.cm.credential.Standing;
import io.muster.contract.error.Kind;
import java.util.Locale;

/** What became of a credential that was presented, as it is counted. */
enum Result {
    ACCEPTED,
    SUSPENDED,
    REVOKED,
    NOT_YET_VALID,
    EXPIRED,
    /** Too many wrong passwords before. */
    LOCKED,
    UNKNOWN,
    MALFORMED,
    /** Not answered with yes or no: the database is away, or too much waits. */
    UNAVAILABLE,
    FAILED;

    /** The word in the figures. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Result of(Standing standing) {
        return switch (standing) {
            case USABLE, FIRST_USE -> ACCEPTED;
            case SUSPENDED -> SUSPENDED;
            case REVOKED -> REVOKED;
            case NOT_YET_VALID -> NOT_YET_VALID;
            case EXPIRED -> EXPIRED;
        };
    }

    /** Of a validation that was refused; only a locked user is forbidden before its password was looked at. */
    static Result of(Kind refusal) {
        return switch (refusal) {
            case FORBIDDEN -> LOCKED;
            case NOT_FOUND -> UNKNOWN;
            case MALFORMED, TOO_LARGE, UNSUPPORTED_MEDIA -> MALFORMED;
            case UNAVAILABLE, TOO_MANY, TIMEOUT -> UNAVAILABLE;
            case UNAUTHENTICATED, CONFLICT, PRECONDITION_FAILED, INTERNAL -> FAILED;
        };
    }
}
