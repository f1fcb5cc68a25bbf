package io.muster.benchmark.load;

import java.util.concurrent.CompletionStage;

/** One operation of a load. */
@FunctionalInterface
public interface Call {

    /**
     * Starts the operation and does not block.
     *
     * @param number counts the operations of the run from 0
     * @return completes, on another thread, when the operation has succeeded or failed
     */
    CompletionStage<?> start(long number);
}
