package io.muster.server.transfer;

import io.muster.cm.token.BulkTokens;
import io.muster.contract.error.Refusal;
import io.muster.epr.endpoint.NewEndpoint;
import java.util.Optional;

/** A line of a file, checked without looking at what is stored. */
sealed interface Line {

    /** Its number in the file, from 1. */
    long number();

    /** Its first byte in the file. */
    long begin();

    /**
     * It asks for an endpoint.
     *
     * @param named whether the file names the ID; otherwise it was made
     * @param token that the file names, or that was made
     */
    record Wanted(long number, long begin, NewEndpoint endpoint, boolean named, BulkTokens.Candidate token)
            implements Line {

        String endpointId() {
            return endpoint.id();
        }

        /** Whether the outcome holds something that the file does not. */
        boolean incomplete() {
            return !named || !token.given();
        }
    }

    /** It cannot be understood or breaks a rule. */
    record Unfit(long number, long begin, Optional<String> endpointId, Refusal refusal) implements Line {}
}
