package io.muster.platform.security;

/** The issuer cannot be reached or does not answer as it should. */
final class IssuerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IssuerFailure(String message) {
        super(message);
    }

    IssuerFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
