package io.muster.epr.filter.query;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates the size of a regular expression once its counted repetitions are unrolled, as RE2 does when it compiles.
 * Nested repetitions such as {@code ((a{1000}){1000}){1000}} multiply, so the estimate must come before compiling. It is
 * an upper bound in order of magnitude and understands escapes and character classes only as far as needed.
 */
final class RegexCost {
    private static final long CEILING = Integer.MAX_VALUE;

    private final String pattern;
    private int at;

    private RegexCost(String pattern) {
        this.pattern = pattern;
    }

    static long of(String pattern) {
        return new RegexCost(pattern).total();
    }

    private long total() {
        Deque<Long> outer = new ArrayDeque<>();
        long sum = 0;
        long atom = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (c == '{') {
                long times = repetition();
                sum = Math.min(CEILING, sum + atom * (times - 1));
                atom = Math.min(CEILING, atom * times);
                continue;
            }
            if (c == '(') {
                outer.push(sum);
                sum = 1;
                atom = 0;
                at++;
            } else if (c == ')') {
                atom = sum + 1;
                sum = Math.min(CEILING, atom + (outer.isEmpty() ? 0 : outer.pop()));
                at++;
            } else if (c == '?' || c == '*' || c == '+') {
                at++;
            } else {
                skipAtom(c);
                atom = 1;
                sum++;
            }
        }
        while (!outer.isEmpty()) {
            sum += outer.pop();
        }
        return Math.min(CEILING, sum);
    }

    private void skipAtom(char first) {
        if (first == '\\') {
            at = Math.min(pattern.length(), at + 2);
        } else if (first == '[') {
            at++;
            // A closing bracket right after the opening one or its negation is a literal.
            at += pattern.startsWith("^", at) ? 1 : 0;
            at += pattern.startsWith("]", at) ? 1 : 0;
            while (at < pattern.length() && pattern.charAt(at) != ']') {
                at += pattern.charAt(at) == '\\' ? 2 : 1;
            }
            at = Math.min(pattern.length(), at + 1);
        } else {
            at++;
        }
    }

    /** The larger number of {n}, {n,} or {n,m}; 1 where the brace is a literal. */
    private long repetition() {
        int close = pattern.indexOf('}', at);
        String body = close < 0 ? "" : pattern.substring(at + 1, close);
        if (!body.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
            at++;
            return 1;
        }
        at = close + 1;
        long largest = 1;
        for (String number : body.split(",", -1)) {
            largest = Math.max(largest, number.isEmpty() ? 1 : Long.parseLong(number));
        }
        return largest;
    }
}
