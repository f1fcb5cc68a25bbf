package io.muster.kpc.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final String GUESSER = "10.0.0.1";

    private long now = Long.MAX_VALUE - 5;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Addresses addresses = new Addresses(
            new AddressLimits(3, Duration.ofMinutes(5)), () -> now, Clock.fixed(NOON, ZoneOffset.UTC), metrics);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void guess(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(addresses.barred(GUESSER)).isEmpty();
            assertThat(addresses.failed(GUESSER)).isTrue();
        }
    }

    private void bar() {
        guess(3);
        assertThat(addresses.failed(GUESSER)).isFalse();
    }

    private double shown() {
        return metrics.get("muster.kpc.barred.addresses").gauge().value();
    }

    @Test
    void barsAnAddressThatFailsTooOftenForAWhile() {
        bar();
        assertThat(addresses.barred(GUESSER)).contains(Duration.ofMinutes(5));
        assertThat(addresses.barred("10.0.0.2")).isEmpty();
        assertThat(addresses.all()).containsExactly(new Addresses.Barred(GUESSER, NOON.plus(Duration.ofMinutes(5))));
        assertThat(shown()).isEqualTo(1);

        pass(Duration.ofMinutes(5).minusNanos(1));
        assertThat(addresses.barred(GUESSER)).contains(Duration.ofSeconds(1));
        pass(Duration.ofNanos(1));
        assertThat(shown()).isZero();
        bar();
    }

    @Test
    void failuresWhileBarredDoNotProlongIt() {
        bar();
        pass(Duration.ofMinutes(4));
        assertThat(addresses.failed(GUESSER)).isFalse();
        assertThat(addresses.barred(GUESSER)).contains(Duration.ofMinutes(1));
    }

    @Test
    void forgetsFailuresAfterAMinute() {
        guess(3);
        pass(Duration.ofSeconds(61));
        guess(3);
    }

    @Test
    void letsAnAddressInAgainByHand() {
        assertThat(addresses.lift(GUESSER)).isFalse();
        bar();
        assertThat(addresses.lift(GUESSER)).isTrue();
        assertThat(shown()).isZero();
        bar();
    }

    @Test
    void barsNobodyWithoutALimit() {
        Addresses unlimited = new Addresses(
                new AddressLimits(0, Duration.ofMinutes(5)), () -> now, Clock.systemUTC(), new SimpleMeterRegistry());
        for (int i = 0; i < 1_000; i++) {
            assertThat(unlimited.failed(GUESSER)).isTrue();
        }
        assertThat(unlimited.barred(GUESSER)).isEmpty();
    }
}
