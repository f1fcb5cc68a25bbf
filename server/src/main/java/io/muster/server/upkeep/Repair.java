package io.muster.server.upkeep;

/** What {@code muster verify} may mend. */
public enum Repair {
    /** Members and counters of filters. */
    MEMBERS,
    /** Totals of endpoints and metadata keys are counted anew. */
    TOTALS,
    /** Tokens of endpoints that do not exist are revoked. */
    TOKENS,
    /** Parked changes are tried again. */
    PARKED
}
