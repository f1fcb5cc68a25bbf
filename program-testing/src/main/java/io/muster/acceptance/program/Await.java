package io.muster.acceptance.program;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions of the world outside, which nobody can be told about. */
public final class Await {
    /** Long enough for anything that works at all on a busy machine. */
    public static final Duration LONG = Duration.ofSeconds(60);

    private static final Duration STEP = Duration.ofMillis(20);

    private Await() {}

    /**
     * Returns when the condition holds.
     *
     * @throws AssertionError with {@code otherwise} when the deadline passes
     */
    public static void until(Duration patience, BooleanSupplier condition, Supplier<String> otherwise) {
        value(patience, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty(), otherwise);
    }

    /** The first value there is; see {@link #until}. */
    public static <T> T value(Duration patience, Supplier<Optional<T>> source, Supplier<String> otherwise) {
        Instant deadline = Instant.now().plus(patience);
        while (true) {
            Optional<T> value = source.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(otherwise.get());
            }
            try {
                Thread.sleep(STEP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting", e);
            }
        }
    }
}
