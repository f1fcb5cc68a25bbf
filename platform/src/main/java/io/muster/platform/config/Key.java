package io.muster.platform.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One configuration key: its dotted path in kebab case, what it may hold, its default and what it is for.
 *
 * <p>The key {@code a.b-c} is also the environment variable {@code A_B_C} or {@code A_BC}. A secret key {@code x} can
 * instead be given as {@code x-file}, the path of a file that holds the value. An empty value counts as not given.
 *
 * @param defaultText how the default reads where no fixed value can stand for it, or empty
 * @param flag the command-line flag, with its dashes
 * @param aliases further paths with the same meaning, weaker than {@code path} in nothing but beauty
 * @param variables further environment variables
 */
public record Key<T>(
        String path,
        ValueType<T> type,
        Optional<T> fallback,
        String defaultText,
        String sentence,
        Optional<String> flag,
        List<String> aliases,
        List<String> variables) {

    /** A key of any type without default; the factories below are shorter. */
    public static <T> Key<T> of(String path, ValueType<T> type) {
        return new Key<>(path, type, Optional.empty(), "", "", Optional.empty(), List.of(), List.of());
    }

    public static Key<String> text(String path) {
        return of(path, ValueType.text());
    }

    /** A text that can be one part of a NATS subject. */
    public static Key<String> name(String path) {
        return of(path, ValueType.name());
    }

    public static Key<Path> path(String path) {
        return of(path, ValueType.path());
    }

    public static Key<Secret> secret(String path) {
        return of(path, ValueType.secret());
    }

    public static Key<Boolean> toggle(String path) {
        return of(path, ValueType.toggle());
    }

    public static Key<Integer> integer(String path, int from, int to) {
        return of(path, ValueType.integer(from, to));
    }

    /** A port to listen on; 0 takes any free one. */
    public static Key<Integer> port(String path) {
        return integer(path, 0, 65_535);
    }

    public static Key<Duration> duration(String path, Duration from, Duration to) {
        return of(path, ValueType.duration(from, to));
    }

    /** A duration that may also be a plain number of seconds, as the original writes some of its keys. */
    public static Key<Duration> seconds(String path, Duration from, Duration to) {
        return of(path, ValueType.seconds(from, to));
    }

    public static Key<ByteSize> bytes(String path, ByteSize from, ByteSize to) {
        return of(path, ValueType.bytes(from, to));
    }

    public static Key<HostPort> hostPort(String path) {
        return of(path, ValueType.hostPort());
    }

    public static Key<ServerUrl> url(String path, String... schemes) {
        return of(path, ValueType.url(schemes));
    }

    public static <E extends Enum<E>> Key<E> choice(String path, Class<E> choices) {
        return of(path, ValueType.choice(choices));
    }

    public static <E> Key<List<E>> list(String path, ValueType<E> element) {
        return of(path, ValueType.list(element));
    }

    public Key<T> byDefault(T value) {
        return new Key<>(path, type, Optional.of(value), defaultText, sentence, flag, aliases, variables);
    }

    /** Documents a default that the component works out itself. */
    public Key<T> byDefaultAs(String text) {
        return new Key<>(path, type, fallback, text, sentence, flag, aliases, variables);
    }

    /** One sentence for the documentation. */
    public Key<T> about(String text) {
        return new Key<>(path, type, fallback, defaultText, text, flag, aliases, variables);
    }

    public Key<T> flag(String name) {
        return new Key<>(path, type, fallback, defaultText, sentence, Optional.of(name), aliases, variables);
    }

    /** Further paths with the same meaning, each with its environment variables. */
    public Key<T> alias(String... paths) {
        return new Key<>(path, type, fallback, defaultText, sentence, flag, List.of(paths), variables);
    }

    /** Further environment variables that do not follow from a path. */
    public Key<T> environment(String... names) {
        return new Key<>(path, type, fallback, defaultText, sentence, flag, aliases, List.of(names));
    }

    /** The environment variable to document. */
    public String variable() {
        return variable(path);
    }

    /** The default as it is documented; empty if there is none. */
    public String shownDefault() {
        return defaultText.isEmpty() ? fallback.map(type.print()).orElse("") : defaultText;
    }

    /** All paths, the one to document first. */
    Stream<String> paths() {
        return Stream.concat(Stream.of(path), aliases.stream());
    }

    /** All environment variables that set this key. */
    List<String> allVariables() {
        return Stream.concat(
                        variables.stream(),
                        paths().flatMap(each -> Stream.of(variable(each), variable(each.replace("-", "")))))
                .distinct()
                .toList();
    }

    /** The key of the file that holds this secret. */
    Key<Path> inFile() {
        return new Key<>(
                path + "-file",
                ValueType.path(),
                Optional.empty(),
                "",
                "Path of a file that holds " + path + ".",
                Optional.empty(),
                aliases.stream().map(each -> each + "-file").toList(),
                variables.stream().map(each -> each + "_FILE").toList());
    }

    private static String variable(String path) {
        return path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
