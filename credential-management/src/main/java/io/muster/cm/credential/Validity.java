package io.muster.cm.credential;

import io.muster.contract.error.Refusal;
import java.time.Instant;
import java.util.Optional;

/**
 * When a credential is accepted, whatever its state.
 *
 * @param notBefore first moment
 * @param notAfter moment from which on it is not accepted any longer
 */
public record Validity(Optional<Instant> notBefore, Optional<Instant> notAfter) {

    /** Always. */
    public static final Validity ALWAYS = new Validity(Optional.empty(), Optional.empty());

    /**
     * Checks that there is a moment between both.
     *
     * @throws io.muster.contract.error.Refused 400 otherwise
     */
    public Validity {
        if (notBefore.isPresent() && notAfter.isPresent() && !notBefore.get().isBefore(notAfter.get())) {
            throw Refusal.malformed("\"notAfter\" (%s) must be later than \"notBefore\" (%s)"
                            .formatted(notAfter.get(), notBefore.get()))
                    .refused();
        }
    }

    /** The same, but over at {@code end} at the latest; {@code end} must not be before its beginning. */
    Validity endingAt(Instant end) {
        return new Validity(notBefore, Optional.of(notAfter.filter(end::isAfter).orElse(end)));
    }

    boolean begun(Instant now) {
        return notBefore.map(first -> !now.isBefore(first)).orElse(true);
    }

    boolean over(Instant now) {
        return notAfter.map(end -> !now.isBefore(end)).orElse(false);
    }
}
