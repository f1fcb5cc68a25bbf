package io.muster.epr.filter.query;

import com.google.re2j.Pattern;
import java.util.Objects;
import java.util.Optional;

/** A regular expression of the RE2 syntax, whose matching time is linear in the length of the text. */
public final class Regex {
    private static final String SPECIAL = "\\^$.|?*+()[]{}";

    private final String pattern;
    private final String options;
    private final Pattern compiled;

    /**
     * Compiles the expression.
     *
     * @param options letters out of {@code i} (ignore case), {@code m} (^ and $ at lines), {@code s} (dot matches all)
     * @throws com.google.re2j.PatternSyntaxException if the expression is not of the RE2 syntax
     */
    Regex(String pattern, String options) {
        this.pattern = pattern;
        this.options = options;
        int flags = (options.contains("i") ? Pattern.CASE_INSENSITIVE : 0)
                | (options.contains("m") ? Pattern.MULTILINE : 0)
                | (options.contains("s") ? Pattern.DOTALL : 0);
        this.compiled = Pattern.compile(pattern, flags);
    }

    /** The text of the expression. */
    public String pattern() {
        return pattern;
    }

    /** The option letters in alphabetical order, possibly none. */
    public String options() {
        return options;
    }

    /** Whether some part of the text matches. */
    public boolean findsIn(String text) {
        return compiled.matcher(text).find();
    }

    /** The literal that every matching text starts with, if the expression demands a non-empty one. */
    public Optional<String> literalPrefix() {
        if (!pattern.startsWith("^") || options.contains("i") || options.contains("m") || pattern.contains("|")) {
            return Optional.empty();
        }
        int end = 1;
        while (end < pattern.length() && SPECIAL.indexOf(pattern.charAt(end)) < 0) {
            end++;
        }
        boolean lastIsRepeated = end < pattern.length() && "?*+{".indexOf(pattern.charAt(end)) >= 0;
        int stop = lastIsRepeated ? Math.max(1, pattern.offsetByCodePoints(end, end > 1 ? -1 : 0)) : end;
        return stop > 1 ? Optional.of(pattern.substring(1, stop)) : Optional.empty();
    }

    /** Whether the expression says no more than that a text starts with {@link #literalPrefix()}. */
    public boolean isOnlyPrefix() {
        return literalPrefix()
                .map(prefix -> prefix.length() + 1 == pattern.length())
                .orElse(false);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Regex that && pattern.equals(that.pattern) && options.equals(that.options);
    }

    @Override
    public int hashCode() {
        return Objects.hash(pattern, options);
    }

    @Override
    public String toString() {
        return "/" + pattern + "/" + options;
    }
}
