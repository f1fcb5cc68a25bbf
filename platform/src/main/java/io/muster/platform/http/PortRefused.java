package io.muster.platform.http;

import io.muster.platform.work.Waiting;
import java.net.BindException;
import java.util.concurrent.CompletionStage;

/** The program cannot listen where it should; the message names the port and the option to change. */
public final class PortRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private PortRefused(int port, String option, Throwable cause) {
        super(
                "port %d cannot be listened on (%s); end the program that has it, or choose another with %s"
                        .formatted(port, cause.getMessage(), option),
                cause);
    }

    /**
     * Waits until a server listens.
     *
     * @param option the option or configuration key that chooses the port
     * @throws PortRefused if the system does not let it
     */
    public static <T> T awaitListening(CompletionStage<T> listening, int port, String option) {
        try {
            return Waiting.on(listening);
        } catch (RuntimeException failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new PortRefused(port, option, cause);
                }
            }
            throw failure;
        }
    }
}
