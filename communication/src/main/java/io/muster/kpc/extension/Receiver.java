package io.muster.kpc.extension;

/** Takes what extensions say unasked: pushes, and answers to requests that are no longer waited for. */
@FunctionalInterface
public interface Receiver {
    /** Hands it to the endpoint; false if this replica does not serve it. Called on any thread; must not block. */
    boolean deliver(Answer answer);
}
