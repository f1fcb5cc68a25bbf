package io.muster.platform.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A value that must never be printed: only {@link #reveal} gives it away. */
public final class Secret {
    /** What is printed in place of a secret. */
    public static final String HIDDEN = "[hidden]";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value itself, for the one call that needs it. */
    public String reveal() {
        return value;
    }

    /** Compares in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
