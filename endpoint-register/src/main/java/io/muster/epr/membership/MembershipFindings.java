package io.muster.epr.membership;

import java.util.List;

/**
 * What recomputing the members of filters has shown.
 *
 * @param endpoints endpoints looked at
 * @param changing endpoints left out because a change of them waits in the feed
 * @param judged active filters
 * @param pending filters that are being evaluated or removed, whose members cannot be judged yet
 * @param unreadable filters whose stored query cannot be read
 * @param missing pairs of endpoint and filter that should be members and are not
 * @param surplus pairs that are members and should not be
 * @param mended how many of these are right now
 * @param counters member counters that differ from the members
 * @param mendedCounters how many of these are right now
 */
public record MembershipFindings(
        long endpoints,
        long changing,
        int judged,
        int pending,
        List<String> unreadable,
        Found missing,
        Found surplus,
        long mended,
        Found counters,
        long mendedCounters) {

    /** How many examples are kept of each kind. */
    public static final int EXAMPLES = 10;

    /**
     * Things found.
     *
     * @param count how many
     * @param examples the first of them, in words
     */
    public record Found(long count, List<String> examples) {}
}
