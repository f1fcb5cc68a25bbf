package io.muster.benchmark;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param settling load before the first of those figures that are about a program that has been working for a while
 * @param repetitions of each figure, each next to one of its limit
 * @param duration of one repetition
 * @param fleet endpoints in the database
 * @param tokens in the greatest table of tokens
 * @param sessions idle MQTT sessions
 * @param filters in the greatest set of filters
 * @param seed of everything that is made up
 */
public record Plan(
        Duration settling,
        int repetitions,
        Duration warmUp,
        Duration duration,
        int fleet,
        int tokens,
        int sessions,
        int revocations,
        int filters,
        long seed) {

    /** Everything at full size, within half an hour. */
    public static Plan full(long seed) {
        return new Plan(
                Duration.ofSeconds(60),
                3,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                1_000_000,
                1_000_000,
                10_000,
                300,
                10_000,
                seed);
    }

    /** All figures within six minutes. */
    public static Plan quick(long seed) {
        return new Plan(
                Duration.ofSeconds(40),
                3,
                Duration.ofMillis(500),
                Duration.ofMillis(1_500),
                50_000,
                100_000,
                2_000,
                40,
                1_000,
                seed);
    }

    /** A few ratios within twenty seconds. */
    public static Plan guard(long seed) {
        return new Plan(
                Duration.ofSeconds(4), 1, Duration.ofSeconds(1), Duration.ofSeconds(1), 2_000, 1_000, 20, 2, 10, seed);
    }

    /** Only to see that everything works; its figures mean nothing. */
    public static Plan tiny(long seed) {
        return new Plan(Duration.ZERO, 1, Duration.ofMillis(500), Duration.ofMillis(1000), 200, 1_000, 20, 2, 10, seed);
    }

    /** The same with one repetition of each, of a program that was just started. */
    public Plan once() {
        return new Plan(Duration.ZERO, 1, warmUp, duration, fleet, tokens, sessions, revocations, filters, seed);
    }

    /** For people. */
    public String text() {
        return "settled for %d s, %d × %,d ms after %,d ms, %,d endpoints, %,d tokens, %,d sessions, %,d filters"
                .formatted(
                        settling.toSeconds(),
                        repetitions,
                        duration.toMillis(),
                        warmUp.toMillis(),
                        fleet,
                        tokens,
                        sessions,
                        filters);
    }
}
