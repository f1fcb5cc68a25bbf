package io.muster.epr.epmmp;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.platform.postgres.DatabaseFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcome of a request as NATS answers carry it.
 *
 * @param code HTTP status code
 * @param reason text for people; null for success
 */
public record Status(int code, @Nullable String reason) {

    /** Done. */
    public static final Status OK = new Status(200, null);

    private static final Logger LOG = LoggerFactory.getLogger(Status.class);

    /** What to answer when carrying out a request failed. */
    public static Status of(RuntimeException failure) {
        return switch (failure) {
            case Refused refused ->
                new Status(refused.refusal().status(), refused.refusal().message());
            case DatabaseFailure database
            when database.unavailable() -> {
                LOG.warn("{}", database.getMessage());
                yield new Status(Kind.UNAVAILABLE.status(), "The database is not reachable; try again");
            }
            default -> {
                LOG.error("A request failed unexpectedly", failure);
                yield new Status(Kind.INTERNAL.status(), Kind.INTERNAL.phrase());
            }
        };
    }

    /** Carries out a request that has no result. */
    static Status of(Runnable work) {
        try {
            work.run();
            return OK;
        } catch (RuntimeException failure) {
            return of(failure);
        }
    }
}
