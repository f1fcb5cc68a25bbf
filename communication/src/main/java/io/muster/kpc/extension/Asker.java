package io.muster.kpc.extension;

/** Waits for the answer to a request. One of the two is called, once, on any thread; neither may block. */
public interface Asker {
    /** The extension has answered. */
    void answered(Answer answer);

    /** It has not, within the time it has. */
    void unanswered();
}
