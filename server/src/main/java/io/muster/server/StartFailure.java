package io.muster.server;

/** The program cannot start; the message names the reason and the remedy in one line. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason what is wrong, without a full stop
     * @param remedy what the operator can do
     */
    public StartFailure(String reason, String remedy) {
        super(reason + "; " + remedy);
    }
}
