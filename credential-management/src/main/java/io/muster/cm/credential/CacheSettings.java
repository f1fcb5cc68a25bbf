package io.muster.cm.credential;

import java.time.Duration;

/**
 * The cache of answers.
 *
 * @param entries credentials remembered; the least used go first
 * @param fresh how long a positive answer is given without asking the database; it bounds what a lost event can do
 * @param negative how long a negative answer is given without asking the database
 * @param grace how much longer a positive answer is given while the database cannot be reached
 * @param useInterval how exact the time of last use is
 */
public record CacheSettings(int entries, Duration fresh, Duration negative, Duration grace, Duration useInterval) {

    /** 200,000 credentials, 10 s, 1 s, 30 s more without a database, use exact to a minute. */
    public static final CacheSettings DEFAULT = new CacheSettings(
            200_000, Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(1));
}
