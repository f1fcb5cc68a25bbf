package io.muster.platform.work;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where straight-line code meets futures: waits, and throws what the future failed with. */
public final class Waiting {

    private Waiting() {}

    /**
     * Waits for {@code stage} on the current (virtual) thread.
     *
     * @return the result; may be null where the stage yields null
     * @throws RuntimeException the failure itself where it is unchecked, else wrapped in a {@link CompletionException}
     */
    @SuppressWarnings("NullAway") // a stage of Void yields null, as documented
    public static <T> T on(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw failed(e);
        }
    }

    /**
     * Like {@link #on(CompletionStage)}, but no longer than {@code patience}.
     *
     * @throws TimeoutException when there is no result by then; whatever the stage stands for goes on
     */
    @SuppressWarnings("NullAway") // a stage of Void yields null, as documented
    public static <T> T on(CompletionStage<T> stage, Duration patience) throws TimeoutException {
        try {
            return stage.toCompletableFuture().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (TimeoutException late) {
            TimeoutException silent = new TimeoutException("nothing was heard for " + patience.toSeconds() + " s");
            silent.initCause(late);
            throw silent;
        }
    }

    /**
     * Waits no longer than {@code patience}: for what may never end, such as the end of somebody else's work.
     *
     * @throws RuntimeException as {@link #on}; a {@link CompletionException} around a {@link TimeoutException} when
     *     there is no result in time
     */
    public static <T> T atMost(Duration patience, CompletionStage<T> stage) {
        try {
            return on(stage, patience);
        } catch (TimeoutException late) {
            throw new CompletionException(late);
        }
    }

    private static CancellationException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return (CancellationException) new CancellationException("Interrupted while waiting").initCause(e);
    }

    private static RuntimeException failed(ExecutionException e) {
        return unchecked(e.getCause() == null ? e : e.getCause());
    }

    /** {@code failure} itself where it is unchecked, else wrapped. */
    public static RuntimeException unchecked(Throwable failure) {
        return switch (failure) {
            case Error error -> throw error;
            case CompletionException wrapped when wrapped.getCause() != null -> unchecked(wrapped.getCause());
            case RuntimeException unchecked -> unchecked;
            default -> new CompletionException(failure);
        };
    }
}
