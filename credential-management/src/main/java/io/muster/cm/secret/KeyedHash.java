package io.muster.cm.secret;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA-256 (RFC 2104) under one key, for many short texts.
 *
 * <p>HMAC puts one block that is made of the key in front of the text, and another one in front of the hash of both. Here
 * both blocks are worked off once, and each hash goes on from copies of that state: half of the work that
 * {@link javax.crypto.Mac} does for a short text, which begins anew each time.
 *
 * <p>Safe for use by many threads.
 */
final class KeyedHash {

    private static final String ALGORITHM = "SHA-256";
    private static final int BLOCK_BYTES = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private final MessageDigest inner;
    private final MessageDigest outer;

    KeyedHash(byte[] key) {
        byte[] block = Arrays.copyOf(key.length > BLOCK_BYTES ? digest().digest(key) : key, BLOCK_BYTES);
        inner = begun(block, INNER);
        outer = begun(block, OUTER);
    }

    private static MessageDigest begun(byte[] key, byte pad) {
        byte[] block = key.clone();
        for (int i = 0; i < block.length; i++) {
            block[i] ^= pad;
        }
        MessageDigest begun = digest();
        begun.update(block);
        return begun;
    }

    /** The 32 bytes that stand for the parts, one after the other. */
    byte[] of(byte[]... parts) {
        MessageDigest text = copy(inner);
        for (byte[] part : parts) {
            text.update(part);
        }
        return copy(outer).digest(text.digest());
    }

    private static MessageDigest copy(MessageDigest begun) {
        try {
            return (MessageDigest) begun.clone();
        } catch (CloneNotSupportedException unusual) {
            throw new IllegalStateException("SHA-256 of this Java runtime cannot be copied", unusual);
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java runtime has " + ALGORITHM, missing);
        }
    }

    @Override
    public String toString() {
        return "KeyedHash[hidden]";
    }
}
