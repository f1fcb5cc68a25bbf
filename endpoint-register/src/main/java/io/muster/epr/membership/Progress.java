package io.muster.epr.membership;

/**
 * How far a filter is in one feed partition.
 *
 * @param generation which query this is about
 * @param cursor while scanning: the last endpoint ID that is evaluated; empty at the start
 */
record Progress(long generation, Phase phase, String cursor) {

    /** Comes after every endpoint ID. */
    static final String END = "\u007f";

    /**
     * Whether membership of this endpoint is decided already for this query, so that a change of it counts. Otherwise
     * the scan will come to it.
     */
    boolean covers(KnownFilter filter, String endpointId) {
        return generation == filter.generation()
                && switch (phase) {
                    case CLEAR, DROP -> false;
                    case SCAN -> endpointId.compareTo(cursor) <= 0;
                    case DONE, ACTIVE -> true;
                };
    }
}
