package io.muster.faults.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An attempt to change an endpoint.
 *
 * @param id unique; the correlation ID of the request, and the value of the key {@link #MARK} where the attempt sets one
 * @param metadata what a registration sets; empty for other kinds
 * @param sent when the request was sent, nanoseconds of this process
 * @param answered when its outcome was known, on the same clock
 */
public record Change(
        String id, String endpointId, Kind kind, ObjectNode metadata, Outcome outcome, long sent, long answered) {
    /** The metadata key by which changes are told apart whose correlation ID nobody here chose. */
    public static final String MARK = "mark";

    /** What is to change. */
    public enum Kind {
        /** A new endpoint. */
        REGISTRATION,
        /** Its metadata, in any way. */
        METADATA,
        /** Its application version. */
        VERSION,
        /** The endpoint goes. */
        DELETION
    }

    /** What the client knows of an attempt. */
    public enum Outcome {
        /** It was acknowledged: it is stored, and its events will come. */
        ACKNOWLEDGED,
        /** It was refused: nothing was stored. */
        REFUSED,
        /** No answer, or one that leaves it open: stored or not, perhaps later. */
        UNKNOWN
    }
}
