package io.muster.epr.batch;

import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import io.muster.platform.config.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps what batch jobs were asked for unreadable in the database: the requests hold endpoint tokens, which are needed
 * again when a job is resumed, so a hash would not do. AES-256-GCM, with a key derived from the configured secret.
 */
public final class Seal {

    private static final String FORM = "1:";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final Key<Secret> BATCH_KEY = Key.secret("kaa.epr.batch-key")
            .byDefaultAs("made at the first start, kept in the data directory")
            .about("Seals what batch jobs were asked for, tokens included, in the database; all replicas share it.");

    private final SecretKeySpec key;

    /** @param secret shared by all replicas; what was sealed with one secret cannot be opened with another */
    public Seal(Secret secret) {
        try {
            Mac derivation = Mac.getInstance("HmacSHA256");
            derivation.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] derived = derivation.doFinal("muster batch requests".getBytes(StandardCharsets.UTF_8));
            this.key = new SecretKeySpec(derived, "AES");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java runtime has HMAC-SHA-256", missing);
        }
    }

    /** Reads the configured secret, if there is one. */
    public static Optional<Secret> key(Reader reader) {
        return reader.find(BATCH_KEY);
    }

    /** Makes {@code text} unreadable. */
    public String seal(String text) {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] whole = ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return FORM + Base64.getEncoder().encodeToString(whole);
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("A text can always be sealed", bug);
        }
    }

    /** Makes it readable again; empty when it was sealed with another key, or damaged. */
    Optional<String> open(String sealed) {
        try {
            byte[] whole = Base64.getDecoder().decode(sealed.substring(FORM.length()));
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(whole, NONCE));
            byte[] text = cipher.doFinal(whole, NONCE, whole.length - NONCE);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException foreign) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
