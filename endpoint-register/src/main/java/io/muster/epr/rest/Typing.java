package io.muster.epr.rest;

import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.platform.http.Request;
import java.util.Collection;
import java.util.Locale;

/**
 * Query parameters that look misspelt. Unknown ones are ignored, since clients of later releases send more than is known
 * here; but one that nearly has the name of a parameter that narrows the answer must not widen it silently.
 */
final class Typing {

    /** Names shorter than this may only differ by one character. */
    private static final int SHORT = 6;

    private Typing() {}

    /**
     * Refuses what nearly, but not exactly, has one of these names.
     *
     * @throws Refused 400 naming what was probably meant
     */
    static void check(Request request, Collection<String> known) {
        for (String name : request.parameterNames()) {
            if (!known.contains(name)) {
                known.stream()
                        .sorted()
                        .filter(other -> alike(name, other))
                        .findFirst()
                        .ifPresent(meant -> {
                            throw new Refused(Refusal.malformed(
                                    "Unknown query parameter \"%s\"; did you mean \"%s\"?".formatted(name, meant)));
                        });
            }
        }
    }

    private static boolean alike(String given, String known) {
        String one = plain(given);
        String other = plain(known);
        boolean begun =
                Math.min(one.length(), other.length()) >= SHORT && (one.startsWith(other) || other.startsWith(one));
        int allowed = other.length() < SHORT ? 1 : 2;
        return begun || Math.abs(one.length() - other.length()) <= allowed && distance(one, other) <= allowed;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_.\\[\\]]", "");
    }

    /** How many characters must be put in, left out, changed or exchanged with their neighbour (restricted). */
    private static int distance(String one, String other) {
        int[][] steps = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int change = steps[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                steps[i][j] = Math.min(change, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
                boolean swapped = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (swapped) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[one.length()][other.length()];
    }
}
