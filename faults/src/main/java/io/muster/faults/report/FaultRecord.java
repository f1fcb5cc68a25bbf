package io.muster.faults.report;

/**
 * A fault that was survived.
 *
 * @param at milliseconds from the start of the round
 * @param lasted milliseconds until it was healed
 * @param recovered milliseconds from then until every replica was well and acknowledged changes again
 * @param longestGap the longest time in milliseconds without any acknowledged change, over all replicas
 */
public record FaultRecord(String name, String where, long at, long lasted, long recovered, long longestGap) {}
