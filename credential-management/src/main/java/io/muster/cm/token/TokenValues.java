package io.muster.cm.token;

import java.util.Random;

/** Makes token values of letters and digits. */
final class TokenValues {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final Random random;
    private final int length;

    /** @param random a secure one */
    TokenValues(Random random, int length) {
        this.random = random;
        this.length = length;
    }

    String next() {
        StringBuilder value = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            value.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return value.toString();
    }
}
