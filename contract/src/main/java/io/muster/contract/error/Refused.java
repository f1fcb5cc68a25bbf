package io.muster.contract.error;

/**
 * Carries a {@link Refusal} through code that cannot return it, up to the edge that answers with it. It has no stack
 * trace: it reports what the caller did, not where the program was.
 */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    /** Wraps the refusal; its message is the exception's message. */
    public Refused(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    /** What to answer with. */
    public Refusal refusal() {
        return refusal;
    }
}
