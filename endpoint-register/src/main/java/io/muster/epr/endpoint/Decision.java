package io.muster.epr.endpoint;

import io.muster.contract.error.Refusal;
import java.util.Optional;

/** What comes of a command, given the endpoint as it is. */
public sealed interface Decision {

    /**
     * The endpoint changes.
     *
     * @param before as it was; absent for a new one
     * @param after as it will be; absent for one that goes
     * @param change the change record to store with it
     */
    record Effective(Optional<Endpoint> before, Optional<Endpoint> after, Change change) implements Decision {}

    /** The endpoint is as wanted already: nothing is stored, nothing is published. */
    record Unchanged(Endpoint endpoint) implements Decision {}

    /** The token that was to be stored with it has a value that is taken: nothing is stored. */
    record TokenTaken() implements Decision {}

    /** No. */
    record Declined(Refusal refusal) implements Decision {}
}
