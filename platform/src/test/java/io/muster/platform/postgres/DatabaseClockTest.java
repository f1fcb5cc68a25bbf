package io.muster.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DatabaseClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private long counter = 1_000;
    private Duration set = Duration.ZERO;
    private Duration way = Duration.ofMillis(1);

    /** The answer is written half of the way, or later by {@code lag}. */
    private Duration lag = Duration.ZERO;

    private final DatabaseClock clock = new DatabaseClock(this::answer, () -> counter);

    private Instant truth() {
        return START.plusNanos(counter - 1_000).plus(set);
    }

    private Instant answer() {
        pass(way.plus(lag));
        Instant answer = truth();
        pass(way.minus(lag));
        return answer;
    }

    private void pass(Duration time) {
        counter += time.toNanos();
    }

    private Duration error() {
        return Duration.between(truth(), clock.instant()).abs();
    }

    @Test
    void goesOnByTheCounterBetweenAnswers() {
        assertThat(error()).isZero();
        pass(Duration.ofHours(1));
        assertThat(error()).isZero();
    }

    @Test
    void aSlowAnswerDoesNotSpoilAnExactOne() {
        way = Duration.ofSeconds(2);
        lag = Duration.ofSeconds(1);
        clock.look();
        assertThat(error()).isZero();
    }

    @Test
    void aSlowAnswerIsBetterThanOneOfLongAgo() {
        pass(Duration.ofDays(1));
        way = Duration.ofSeconds(2);
        lag = Duration.ofSeconds(1);
        clock.look();
        assertThat(error()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void followsTheServerWhenItsClockIsSet() {
        set = Duration.ofHours(-2);
        clock.look();
        assertThat(error()).isZero();
        way = Duration.ofSeconds(1);
        set = Duration.ofMinutes(1);
        clock.look();
        assertThat(error()).isZero();
    }
}
