package io.muster.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LoopTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void aClosedLoopNeverHasMoreUnderWayThanItMay() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        Sample sample = new ClosedLoop(4, SHORT, SHORT, Processors.own())
                .run(number -> CompletableFuture.runAsync(() -> {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    Thread.yield();
                    underWay.decrementAndGet();
                }));

        assertThat(sample.operations()).isPositive();
        assertThat(most.get()).isBetween(1, 4);
        assertThat(sample.failures()).isZero();
    }

    @Test
    void anOpenLoopMakesAsManyAsAreDue() {
        Sample sample = new OpenLoop(1_000, SHORT, SHORT.multipliedBy(2), Processors.own())
                .run(number -> CompletableFuture.runAsync(() -> {}));

        assertThat(sample.operations()).isBetween(90L, 110L);
    }

    @Test
    void aRunThatFailsGivesNoFigure() {
        Sample sample = new OpenLoop(1_000, SHORT, SHORT, Processors.own())
                .run(number -> CompletableFuture.failedFuture(new IllegalStateException("refused")));

        assertThatThrownBy(sample::sound).hasMessageContaining("refused");
    }
}
