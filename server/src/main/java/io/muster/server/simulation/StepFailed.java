package io.muster.server.simulation;

/** A step of a device did not succeed; the message says why in a few words. */
final class StepFailed extends Exception {
    private static final long serialVersionUID = 1L;

    StepFailed(String reason) {
        super(reason, null, false, false);
    }
}
