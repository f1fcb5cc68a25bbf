package io.muster.faults.workload;

/** Somebody who changes things, one after the other. */
interface Writer extends AutoCloseable {

    /** Does one thing, whatever comes of it; must not throw because nobody answers. */
    void step();

    /** Whether something accepted is still to be waited for, so that the writer must not stop yet. */
    default boolean busy() {
        return false;
    }

    /** Ends connections. */
    @Override
    default void close() {}
}
