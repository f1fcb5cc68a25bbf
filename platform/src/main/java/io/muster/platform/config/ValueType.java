package io.muster.platform.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a key may hold: its label in the documentation, the sentence that says what is allowed, and the way between text
 * and value. {@code parse} answers empty for text that is not allowed; {@code print} gives text that parses to the same
 * value, except for values that must not be shown.
 */
public record ValueType<T>(
        String label,
        String allowed,
        boolean many,
        boolean hidden,
        Function<String, Optional<T>> parse,
        Function<T, String> print) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** Any text. */
    public static ValueType<String> text() {
        return one("text", "a text", Optional::of, Function.identity());
    }

    /** A text that can stand between the dots of a NATS subject. */
    public static ValueType<String> name() {
        return one(
                "name",
                "1 to 64 letters, digits, - or _",
                text -> Optional.of(text).filter(NAME.asMatchPredicate()),
                Function.identity());
    }

    static ValueType<Path> path() {
        return one("path", "a path of the file system", ValueType::pathOf, Path::toString);
    }

    static ValueType<Secret> secret() {
        return new ValueType<>(
                "secret", "a text", false, true, text -> Optional.of(new Secret(text)), Secret::toString);
    }

    static ValueType<Boolean> toggle() {
        return one("true or false", "true or false", ValueType::truthOf, String::valueOf);
    }

    static ValueType<Integer> integer(int from, int to) {
        return one(
                "integer",
                "an integer from " + from + " to " + to,
                text -> integerOf(text).filter(value -> value >= from && value <= to),
                String::valueOf);
    }

    static ValueType<Duration> duration(Duration from, Duration to) {
        return one(
                "duration",
                "a duration such as 500ms, 10s, 5m, 2h or 1d, from " + DurationText.print(from) + " to "
                        + DurationText.print(to),
                text -> DurationText.parse(text).filter(value -> between(from, value, to)),
                DurationText::print);
    }

    static ValueType<Duration> seconds(Duration from, Duration to) {
        ValueType<Duration> withUnit = duration(from, to);
        return one(
                "duration",
                "a number of seconds, or " + withUnit.allowed,
                text -> withUnit.parse.apply(integerOf(text).isPresent() ? text + "s" : text),
                DurationText::print);
    }

    static ValueType<ByteSize> bytes(ByteSize from, ByteSize to) {
        return one(
                "size",
                "a size such as 512B, 64KiB or 1MiB, from " + from + " to " + to,
                text -> ByteSize.parse(text).filter(value -> between(from, value, to)),
                ByteSize::toString);
    }

    static ValueType<HostPort> hostPort() {
        return one("host:port", "host:port with a port from 1 to 65535", HostPort::parse, HostPort::toString);
    }

    /** A URL with one of {@code schemes}. */
    public static ValueType<ServerUrl> url(String... schemes) {
        Set<String> allowed = Set.of(schemes);
        String shown = Arrays.stream(schemes).map(scheme -> scheme + "://").collect(Collectors.joining(" or "));
        return one(
                "URL",
                "a URL that starts with " + shown + " and names a host",
                text -> ServerUrl.parse(text, allowed),
                ServerUrl::toString);
    }

    /** One constant of an enumeration, written in lower case with dashes. */
    public static <E extends Enum<E>> ValueType<E> choice(Class<E> choices) {
        List<E> constants = List.of(choices.getEnumConstants());
        String shown = constants.stream().map(ValueType::kebab).collect(Collectors.joining(", "));
        return one(
                "choice",
                "one of " + shown,
                text -> constants.stream()
                        .filter(choice -> kebab(choice).equals(text))
                        .findFirst(),
                ValueType::kebab);
    }

    /** Several values, comma-separated or as a YAML list, each once. */
    public static <E> ValueType<List<E>> list(ValueType<E> element) {
        return new ValueType<>(
                "list of " + element.label,
                "a list, comma-separated or as YAML list, each element once and " + element.allowed,
                true,
                element.hidden,
                text -> listOf(text, element),
                values -> values.stream().map(element.print).collect(Collectors.joining(",")));
    }

    private static <T> ValueType<T> one(
            String name, String allowed, Function<String, Optional<T>> parse, Function<T, String> print) {
        return new ValueType<>(name, allowed, false, false, parse, print);
    }

    private static <E> Optional<List<E>> listOf(String text, ValueType<E> element) {
        List<E> values = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Optional<E> value = element.parse.apply(part.strip());
            if (value.isEmpty() || part.isBlank() || values.contains(value.get())) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(List.copyOf(values));
    }

    private static Optional<Integer> integerOf(String text) {
        return text.matches("-?\\d{1,9}") || text.matches("-?[12]\\d{9}")
                ? Optional.of(Long.parseLong(text))
                        .filter(value -> value == value.intValue())
                        .map(Long::intValue)
                : Optional.empty();
    }

    private static Optional<Boolean> truthOf(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Path> pathOf(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    private static <C extends Comparable<C>> boolean between(C from, C value, C to) {
        return from.compareTo(value) <= 0 && value.compareTo(to) <= 0;
    }

    private static String kebab(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
