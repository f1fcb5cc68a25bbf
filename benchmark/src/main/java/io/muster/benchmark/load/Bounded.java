package io.muster.benchmark.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/**
 * Starts an operation only where there is a place for it, such as a free connection, and lets all others fail without
 * having been sent: what would wait in the client says nothing about the server.
 */
public final class Bounded implements Call {

    private final Call call;
    private final Semaphore places;

    /** @param most operations under way at the same time */
    public Bounded(Call call, int most) {
        this.call = call;
        this.places = new Semaphore(most);
    }

    @Override
    public CompletionStage<?> start(long number) {
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(new IllegalStateException("everything that may be under way is"));
        }
        return call.start(number).whenComplete((done, failure) -> places.release());
    }
}
