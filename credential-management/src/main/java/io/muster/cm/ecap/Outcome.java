package io.muster.cm.ecap;

import io.muster.cm.credential.Credential;
import io.muster.cm.credential.Verdict;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.platform.postgres.DatabaseFailure;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an answer says: status code, reason, and the credential where one was found.
 *
 * @param status 200 accepted, 400 malformed, 403 not accepted now, 404 unknown, 503 cannot be found out now
 * @param result the same in more detail, to be counted
 */
record Outcome<C extends Credential>(int status, Result result, Optional<String> reason, Optional<C> credential) {

    private static final Logger LOG = LoggerFactory.getLogger(Outcome.class);
    private static final int OK = 200;

    /** The outcome of a validation; failures become status codes. */
    static <C extends Credential> Outcome<C> of(String what, Supplier<Verdict<C>> validation) {
        return guarded(() -> of(what, validation.get()));
    }

    /** The outcome of a request that either succeeds or is refused. */
    static <C extends Credential> Outcome<C> done(Supplier<C> request) {
        return guarded(() -> accepted(request.get()));
    }

    static <C extends Credential> Outcome<C> of(String what, Verdict<C> verdict) {
        return switch (verdict) {
            case Verdict.Accepted<C> accepted -> accepted(accepted.credential());
            case Verdict.Denied<C> denied ->
                new Outcome<>(
                        Kind.FORBIDDEN.status(),
                        Result.of(denied.why()),
                        Optional.of("The " + what + " " + denied.why().phrase()),
                        Optional.of(denied.credential()));
            case Verdict.Unknown<C> unknown -> no(Kind.NOT_FOUND, "The " + what + " is not known");
        };
    }

    private static <C extends Credential> Outcome<C> accepted(C credential) {
        return new Outcome<>(OK, Result.ACCEPTED, Optional.empty(), Optional.of(credential));
    }

    /** Refused before anything was looked up, or because it could not be. */
    static <C extends Credential> Outcome<C> no(Kind kind, String reason) {
        return new Outcome<>(kind.status(), Result.of(kind), Optional.of(reason), Optional.empty());
    }

    /** ID of the credential that was found. */
    Optional<String> id() {
        return credential.map(found -> found.id().toString());
    }

    private static <C extends Credential> Outcome<C> guarded(Supplier<Outcome<C>> work) {
        try {
            return work.get();
        } catch (Refused refused) {
            return no(refused.refusal().kind(), refused.refusal().message());
        } catch (DatabaseFailure failure) {
            LOG.warn("{}", failure.getMessage());
            return failure.unavailable()
                    ? no(Kind.UNAVAILABLE, "The database is not reachable")
                    : no(Kind.INTERNAL, Kind.INTERNAL.phrase());
        } catch (RuntimeException bug) {
            LOG.error("A request failed unexpectedly", bug);
            return no(Kind.INTERNAL, Kind.INTERNAL.phrase());
        }
    }
}
