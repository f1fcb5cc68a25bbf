package io.muster.contract.name;

import io.muster.contract.error.Refusal;
import java.util.function.IntPredicate;

/** What a name may look like: 1 to 255 characters, each of them allowed. The refusal never repeats the value. */
record NameRule(String member, String allowed, IntPredicate isAllowed) {
    static final int MAX_LENGTH = 255;

    void check(String value) {
        if (value.isEmpty()) {
            throw refused("is empty");
        }
        if (value.length() > MAX_LENGTH) {
            throw refused("has " + value.length() + " characters");
        }
        if (!value.codePoints().allMatch(isAllowed)) {
            throw refused("has a character that is not allowed");
        }
    }

    private RuntimeException refused(String fault) {
        return Refusal.malformed("The " + member + ' ' + fault + ": it takes 1 to " + MAX_LENGTH + " of " + allowed)
                .refused();
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
