package io.muster.cm.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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

    private static final String ALGORITHM = "HmacSHA256";
    private static final int FINGERPRINT_BYTES = 16;

    private final Mac tokens;
    private final Mac pairs;
    private final String fingerprint;

    private HashKey(byte[] secret) {
        Mac root = mac(secret);
        tokens = mac(root.doFinal(utf8("muster.cm.endpoint-token")));
        pairs = mac(root.doFinal(utf8("muster.cm.username-password")));
        byte[] print = root.doFinal(utf8("muster.cm.fingerprint"));
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

    private static Digest hash(Mac keyed, String first, String second) {
        Mac mac = copy(keyed);
        mac.update(utf8(first));
        mac.update((byte) 0);
        return Digest.of(mac.doFinal(utf8(second)));
    }

    /** A copy of an initialised one is much cheaper than looking up and keying a new one. */
    private static Mac copy(Mac keyed) {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException unusual) {
            throw new IllegalStateException("The HMAC of this Java runtime cannot be copied", unusual);
        }
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java runtime has " + ALGORITHM, missing);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "HashKey[hidden]";
    }
}
