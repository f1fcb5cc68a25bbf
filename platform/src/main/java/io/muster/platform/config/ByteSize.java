package io.muster.platform.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of bytes, written {@code 512B}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB} or as a plain number of bytes. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,15})(B|KiB|MiB|GiB)?");
    private static final long KIB = 1024;

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size cannot be negative: " + bytes);
        }
    }

    /** {@code count} times 1024 bytes. */
    public static ByteSize kib(long count) {
        return new ByteSize(Math.multiplyExact(count, KIB));
    }

    /** {@code count} times 1024 × 1024 bytes. */
    public static ByteSize mib(long count) {
        return new ByteSize(Math.multiplyExact(count, KIB * KIB));
    }

    /** The size as an {@code int}, for interfaces that count so; larger sizes become the largest {@code int}. */
    public int asInt() {
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    static Optional<ByteSize> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long factor =
                switch (Optional.ofNullable(matcher.group(2)).orElse("B")) {
                    case "KiB" -> KIB;
                    case "MiB" -> KIB * KIB;
                    case "GiB" -> KIB * KIB * KIB;
                    default -> 1;
                };
        long count = Long.parseLong(matcher.group(1));
        return count > Long.MAX_VALUE / factor ? Optional.empty() : Optional.of(new ByteSize(count * factor));
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The shortest exact text, for example {@code 1MiB}. */
    @Override
    public String toString() {
        String[] units = {"B", "KiB", "MiB", "GiB"};
        long count = bytes;
        int unit = 0;
        while (unit < units.length - 1 && count != 0 && count % KIB == 0) {
            count /= KIB;
            unit++;
        }
        return count + units[unit];
    }
}
