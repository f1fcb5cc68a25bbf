package io.muster.cm.secret;

/**
 * Cost of a password hash (argon2id).
 *
 * @param memory KiB per hash
 * @param iterations passes over the memory
 * @param parallelism lanes
 */
public record PasswordParameters(int memory, int iterations, int parallelism) {

    /** 19 MiB, two passes, one lane: the first choice of OWASP. */
    public static final PasswordParameters DEFAULT = new PasswordParameters(19_456, 2, 1);
}
