package io.muster.platform.http;

/**
 * Who sent a request.
 *
 * @param name subject of the access token, {@code anonymous} where security is off; goes into logs and history
 */
public record Caller(String name) {

    /** Nobody in particular: security is off. */
    public static final Caller ANONYMOUS = new Caller("anonymous");
}
