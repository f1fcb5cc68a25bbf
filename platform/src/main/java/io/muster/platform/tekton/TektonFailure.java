package io.muster.platform.tekton;

/** Tekton's configuration cannot be had or used; the message says why in one line. */
public final class TektonFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TektonFailure(String message) {
        super(message);
    }
}
