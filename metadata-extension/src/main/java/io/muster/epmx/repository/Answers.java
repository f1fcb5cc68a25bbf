package io.muster.epmx.repository;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;

/** What a status of the register other than success means. */
final class Answers {

    private Answers() {}

    /** The refusal for a status; one that is not known counts as a failure of the register. */
    static Refused refused(int status, String message) {
        Kind kind = Kind.ofStatus(status).orElse(Kind.INTERNAL);
        return new Refused(new Refusal(
                kind, message.isEmpty() ? "The endpoint register answered with status " + status : message));
    }
}
