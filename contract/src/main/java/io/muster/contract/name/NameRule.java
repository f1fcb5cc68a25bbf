package io.muster.contract.name;

import io.muster.contract.error.Refusal;
import java.util.function.IntPredicate;

/**
 * What a name may look like: 1 to 255 characters, each of them allowed.
 *
 * @param member what the refusal calls it
 * @param shown whether the refusal repeats the value, shortened; never for secrets
 */
record NameRule(String member, String allowed, IntPredicate isAllowed, boolean shown) {
    static final int MAX_LENGTH = 255;
    private static final int MAX_SHOWN = 40;

    /** A rule whose refusals never repeat the value. */
    NameRule(String member, String allowed, IntPredicate isAllowed) {
        this(member, allowed, isAllowed, false);
    }

    /** The same rule under another name. */
    NameRule of(String otherMember) {
        return new NameRule(otherMember, allowed, isAllowed, shown);
    }

    void check(String value) {
        if (value.isEmpty()) {
            throw refused(value, "is empty");
        }
        if (value.length() > MAX_LENGTH) {
            throw refused(value, "has " + value.length() + " characters");
        }
        if (!value.codePoints().allMatch(isAllowed)) {
            throw refused(value, "has a character that is not allowed");
        }
    }

    private RuntimeException refused(String value, String fault) {
        String name = shown && !value.isEmpty() ? member + " \"" + shortened(value) + '"' : member;
        return Refusal.malformed("The " + name + ' ' + fault + ": it takes 1 to " + MAX_LENGTH + " of " + allowed)
                .refused();
    }

    private static String shortened(String value) {
        return value.length() > MAX_SHOWN
                ? value.substring(0, value.offsetByCodePoints(0, value.codePointCount(0, MAX_SHOWN))) + "…"
                : value;
    }

    static boolean isWord(int c) {
        return isLowerCaseOrDigit(c) || c >= 'A' && c <= 'Z' || c == '_';
    }

    static boolean isLowerCaseName(int c) {
        return isLowerCaseOrDigit(c) || c == '_' || c == '-';
    }

    static boolean isSubjectSafe(int c) {
        return isWord(c) || c == '~' || c == '-';
    }

    static boolean isUnreserved(int c) {
        return isSubjectSafe(c) || c == '.';
    }

    static boolean isTokenPart(int c) {
        return c != '+' && c != '#' && c != '/' && c != '.' && c != 0 && !isSurrogate(c);
    }

    static boolean isPrintable(int c) {
        return c >= ' ' && c <= '~';
    }

    private static boolean isLowerCaseOrDigit(int c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }

    /** A surrogate that stands alone: those in pairs have been joined to one code point. */
    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
