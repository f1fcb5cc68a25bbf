package io.muster.platform.work;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

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
        CompletableFuture<T> future = stage.toCompletableFuture();
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("Interrupted while waiting").initCause(e);
        } catch (ExecutionException e) {
            throw unchecked(e.getCause() == null ? e : e.getCause());
        }
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
