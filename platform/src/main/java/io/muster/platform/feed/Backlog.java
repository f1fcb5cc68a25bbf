package io.muster.platform.feed;

import java.time.Duration;

/**
 * What waits in a change feed.
 *
 * @param waiting records that are to be published
 * @param parked records that could not be published for a permanent reason
 * @param oldest age of the oldest waiting record; zero when none waits
 */
public record Backlog(long waiting, long parked, Duration oldest) {}
