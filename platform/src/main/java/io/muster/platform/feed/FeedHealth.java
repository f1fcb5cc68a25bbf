package io.muster.platform.feed;

import io.muster.platform.health.Health;
import io.muster.platform.postgres.DatabaseFailure;
import java.time.Duration;

/** How a change feed fares. */
public final class FeedHealth {

    private FeedHealth() {}

    /**
     * Down without its database; degraded when changes wait too long or are parked.
     *
     * @param late age of the oldest waiting change from which on it is degraded
     */
    public static Health.Part of(Feed feed, Duration late) {
        try {
            Backlog backlog = feed.backlog();
            boolean well = backlog.oldest().compareTo(late) < 0 && backlog.parked() == 0;
            return well
                    ? Health.Part.up()
                    : new Health.Part(
                            Health.State.DEGRADED,
                            "%d changes wait to be published for up to %d s, %d are parked%s"
                                    .formatted(
                                            backlog.waiting(),
                                            backlog.oldest().toSeconds(),
                                            backlog.parked(),
                                            backlog.parked() > 0 ? " (see muster feed)" : ""));
        } catch (DatabaseFailure unreachable) {
            return new Health.Part(Health.State.DOWN, "the database does not answer");
        }
    }
}
