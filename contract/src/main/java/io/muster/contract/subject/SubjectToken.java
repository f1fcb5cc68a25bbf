package io.muster.contract.subject;

import io.muster.contract.error.Refusal;

/** What may stand between two dots of a subject. */
final class SubjectToken {
    private static final int MAX_LENGTH = 255;

    private SubjectToken() {}

    static void check(String member, String token) {
        if (!isLegal(token)) {
            throw Refusal.malformed("The " + member + (token.isEmpty() ? " is empty" : " is no NATS subject token")
                            + ": it takes 1 to " + MAX_LENGTH
                            + " characters, none of them '.', '*', '>', white space or a control character")
                    .refused();
        }
    }

    /** Some message types are several tokens, such as {@code configuration.upsert}. */
    static void checkAll(String member, String tokens) {
        if (tokens.indexOf('.') < 0) {
            check(member, tokens);
            return;
        }
        for (String token : tokens.split("\\.", -1)) {
            check(member, token);
        }
    }

    static boolean isLegal(String token) {
        if (token.isEmpty() || token.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c <= ' ' || c == '.' || c == '*' || c == '>' || c == 0x7f) {
                return false;
            }
            if (c > 0x7f
                    && (Character.isWhitespace(c)
                            || Character.isSpaceChar(c)
                            || Character.isISOControl(c)
                            || isLoneSurrogate(token, i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLoneSurrogate(String token, int i) {
        char c = token.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == token.length() || !Character.isLowSurrogate(token.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(token.charAt(i - 1)));
    }
}
