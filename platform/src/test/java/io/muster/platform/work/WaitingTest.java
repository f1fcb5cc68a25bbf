package io.muster.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

final class WaitingTest {

    @Test
    void patienceEndsButTheFutureStaysAsItIs() {
        CompletableFuture<String> never = new CompletableFuture<>();

        assertThatThrownBy(() -> Waiting.atMost(Duration.ofMillis(1), never))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(never).isNotDone();
    }

    @Test
    void whatIsThereInTimeIsHandedOut() {
        assertThat(Waiting.atMost(Duration.ofMinutes(1), CompletableFuture.completedFuture("there")))
                .isEqualTo("there");
    }

    @Test
    void failuresComeAsTheyAre() {
        IllegalStateException failure = new IllegalStateException("refused");

        assertThatThrownBy(() -> Waiting.atMost(Duration.ofMinutes(1), CompletableFuture.failedFuture(failure)))
                .isSameAs(failure);
    }
}
