package io.muster.embedded;

/** The embedded part cannot work on this machine as it is: one line saying why, one saying what to do. */
public final class EmbeddedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String remedy;

    public EmbeddedFailure(String reason, String remedy) {
        super(reason + ": " + remedy);
        this.reason = reason;
        this.remedy = remedy;
    }

    /** What is wrong, in one line without a full stop. */
    public String reason() {
        return reason;
    }

    /** What the operator can do about it, in one line. */
    public String remedy() {
        return remedy;
    }
}
