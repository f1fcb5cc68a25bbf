package io.muster.platform.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A parsed {@code If-Match} or {@code If-None-Match} header (RFC 9110, section 13.1). */
public record EntityTags(boolean any, Set<String> tags) {

    private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"|[^\\s,]+");

    /** Parses a header; a value without quotes is taken as it is, since some clients forget them. */
    public static EntityTags parse(String header) {
        String trimmed = header.strip();
        if (trimmed.equals("*")) {
            return new EntityTags(true, Set.of());
        }
        return new EntityTags(
                false, TAG.matcher(trimmed).results().map(EntityTags::value).collect(Collectors.toUnmodifiableSet()));
    }

    private static String value(MatchResult tag) {
        return tag.group(2) == null ? tag.group() : tag.group(2);
    }

    /** Whether {@code tag} (without quotes) is among them. */
    public boolean match(String tag) {
        return any || tags.contains(tag);
    }

    /** Whether a quoted tag, as found in an ETag header, is among them. */
    boolean matchQuoted(String quoted) {
        Matcher matcher = TAG.matcher(quoted);
        return matcher.find() && match(value(matcher.toMatchResult()));
    }

    /** A tag over content: 40 hexadecimal digits, as clients of the original know it. */
    public static String of(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java runtime has SHA-1", missing);
        }
    }
}
