package io.muster.platform.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * A key that lets a program call REST where there is no identity provider. Only the hash is kept: a key is long and
 * random, so a fast hash is enough.
 *
 * @param name who calls with it; goes into logs
 * @param hash SHA-256 of the key, in lower-case hexadecimal
 * @param scopes what it may be used for; empty for everything
 */
public record ApiKey(String name, String hash, Set<String> scopes) {
    /** Shortest key in characters. */
    static final int SHORTEST = 32;

    private static final String HASHED = "sha256:";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");
    private static final String FORM = "a line is NAME KEY [SCOPE...], separated by blanks";

    /** The hash of a key as it came with a request. */
    public static String hashOf(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Reads one key for each line: name, key or {@code sha256:} with its hash, and scopes. Empty lines and lines that
     * start with {@code #} say nothing.
     *
     * @param mistakes gets line number and fault; never a part of a key
     */
    static List<ApiKey> parse(String text, BiConsumer<Integer, String> mistakes) {
        List<ApiKey> keys = new ArrayList<>();
        List<String> lines = text.lines().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isEmpty() || lines.get(i).startsWith("#")) {
                continue;
            }
            List<String> words = List.of(lines.get(i).split("\\s+"));
            String fault = fault(words, keys);
            if (fault.isEmpty()) {
                keys.add(new ApiKey(words.get(0), stored(words.get(1)), Set.copyOf(words.subList(2, words.size()))));
            } else {
                mistakes.accept(i + 1, fault);
            }
        }
        return List.copyOf(keys);
    }

    private static String fault(List<String> words, List<ApiKey> before) {
        if (words.size() < 2) {
            return FORM;
        }
        String name = words.get(0);
        String key = words.get(1);
        if (!NAME.matcher(name).matches()) {
            return "the name must be 1 to 64 letters, digits or any of . _ @ -; " + FORM;
        }
        if (key.startsWith(HASHED)
                && !HASH.matcher(key.substring(HASHED.length())).matches()) {
            return "sha256: must be followed by 64 hexadecimal digits";
        }
        if (key.length() < SHORTEST) {
            return "the key must have " + SHORTEST + " characters or more; make one with: openssl rand -hex 32";
        }
        return before.stream()
                        .anyMatch(other ->
                                other.name().equals(name) || other.hash().equals(stored(key)))
                ? "the name or the key is also on a line before"
                : "";
    }

    private static String stored(String key) {
        return key.startsWith(HASHED) ? key.substring(HASHED.length()).toLowerCase(Locale.ROOT) : hashOf(key);
    }

    /** The name and what it may do. */
    @Override
    public String toString() {
        return "ApiKey[" + name + ", " + (scopes.isEmpty() ? "everything" : String.join(" ", scopes)) + "]";
    }
}
