package io.muster.epr.batch;

import java.time.Instant;
import java.util.Optional;

/**
 * One endpoint of a job.
 *
 * @param position its place in the request
 * @param endpointId its ID, chosen when the job was stored, so that a repeated attempt is recognised
 * @param request what was asked for, as JSON text, with the token that was made where none was given
 * @param state how far it is
 * @param reason why it failed; empty else
 * @param startedAt when it was attempted first
 */
record BatchItem(
        int position, String endpointId, String request, State state, String reason, Optional<Instant> startedAt) {

    /** How far an item is. */
    enum State {
        WAITING,
        DONE,
        FAILED
    }

    /** Done, and told with what it got besides. */
    BatchItem done(String completed) {
        return new BatchItem(position, endpointId, completed, State.DONE, "", startedAt);
    }

    BatchItem done() {
        return done(request);
    }

    BatchItem failed(String why) {
        return new BatchItem(position, endpointId, request, State.FAILED, why, startedAt);
    }
}
