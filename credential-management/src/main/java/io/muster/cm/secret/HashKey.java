package io.muster.cm.secret;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The key (pepper) of everything that is looked up by hash: a copy of the database alone does not let anybody try out
 * tokens, because HMAC-SHA-256 needs the key, which is kept elsewhere.
 *
 * <p>A keyed hash rather than a slow one: tokens are looked up by it, and generated ones have too much entropy to be
 * guessed. Each purpose has a key of its own, derived from the one configured.
 */
public final class HashKey {

    /** The configuration key that sets it. */
    public static final String SETTING = "kaa.cm.token-hash-key";

    /** Least number of characters. */
    public static final int MIN_LENGTH = 16;

    private static final byte[] SEPARATOR = {0};
    private static final int FINGERPRINT_BYTES = 16;

    private final KeyedHash tokens;
    private final KeyedHash pairs;
    private final String fingerprint;

    private HashKey(byte[] secret) {
        KeyedHash root = new KeyedHash(secret);
        tokens = new KeyedHash(root.of(utf8("muster.cm.endpoint-token")));
        pairs = new KeyedHash(root.of(utf8("muster.cm.username-password")));
        byte[] print = root.of(utf8("muster.cm.fingerprint"));
        fingerprint = HexFormat.of().formatHex(Arrays.copyOf(print, FINGERPRINT_BYTES));
    }

    /**
     * Makes the key from its configured form.
     *
     * @throws IllegalArgumentException if it has less than {@value #MIN_LENGTH} characters
     */
    public static HashKey of(String secret) {
        if (secret.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "%s has %d characters; it takes at least %d".formatted(SETTING, secret.length(), MIN_LENGTH));
        }
        return new HashKey(utf8(secret));
    }

    /** The hash by which a token of an application is stored and found. */
    public Digest ofToken(String application, String token) {
        return hash(tokens, application, token);
    }

    /** The hash under which a verified pair is remembered; never stored. */
    public Digest ofPair(String username, String password) {
        return hash(pairs, username, password);
    }

    /** Tells keys apart without giving them away. */
    public String fingerprint() {
        return fingerprint;
    }

    private static Digest hash(KeyedHash keyed, String first, String second) {
        return Digest.of(keyed.of(utf8(first), SEPARATOR, utf8(second)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "HashKey[hidden]";
    }
}
