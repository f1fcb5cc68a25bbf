package io.muster.cm.token;

import java.util.Random;

/** Makes token values of letters and digits. */
final class TokenValues {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** The least number of bits that holds every place in the alphabet. Places beyond it are drawn again, for evenness. */
    private static final int MASK = 63;

    private final Random random;
    private final int length;

    /** @param random a secure one */
    TokenValues(Random random, int length) {
        this.random = random;
        this.length = length;
    }

    String next() {
        StringBuilder value = new StringBuilder(length);
        // A secure generator costs as much for one character as for all of them; a few are drawn in vain.
        byte[] drawn = new byte[length + length / 8 + 1];
        while (value.length() < length) {
            random.nextBytes(drawn);
            for (int i = 0; i < drawn.length && value.length() < length; i++) {
                int index = drawn[i] & MASK;
                if (index < ALPHABET.length()) {
                    value.append(ALPHABET.charAt(index));
                }
            }
        }
        return value.toString();
    }
}
