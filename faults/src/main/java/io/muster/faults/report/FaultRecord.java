package io.muster.faults.report;

/**
 * A fault that was survived.
 *
 * @param at milliseconds from the start of the round
 * @param lasted milliseconds until it was healed
 * @param recovered milliseconds from then until every replica was well and acknowledged changes again
 * @param longestGap the longest time in milliseconds without any acknowledged change, over all replicas
 * @param latestEvent the longest time in milliseconds from an acknowledgement meanwhile to the event of its change
 */
public record FaultRecord(
        String name, String where, long at, long lasted, long recovered, long longestGap, long latestEvent) {

    /** The same with that figure, which is known when all events are there. */
    public FaultRecord withLatestEvent(long millis) {
        return new FaultRecord(name, where, at, lasted, recovered, longestGap, millis);
    }
}
