package io.muster.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The places values come from, weakest last: flags, environment, file.
 *
 * @param file how the file is named in problems; empty without a file
 */
record Sources(Map<String, String> flags, Map<String, String> environment, String file, Tree.Mapping tree) {

    /** A value as text, not yet checked. */
    record Raw(String text, Origin origin) {}

    static Sources of(Map<String, String> flags, Map<String, String> environment) {
        return new Sources(Map.copyOf(flags), Map.copyOf(environment), "", Tree.Mapping.empty());
    }

    Sources with(Path path, Problems problems) {
        try {
            Tree.Mapping read = YamlDocument.read(path.toString(), Files.readAllBytes(path), problems);
            return new Sources(flags, environment, path.toString(), read);
        } catch (IOException unreadable) {
            problems.refuse(new Origin.File(path.toString(), 1), "", unreadable(path));
            return this;
        }
    }

    /** Why a file cannot be read, without the words of an exception. */
    static String unreadable(Path path) {
        if (!Files.exists(path)) {
            return "the file does not exist";
        }
        return Files.isDirectory(path)
                ? "this is a directory, allowed: a file"
                : "the file cannot be read; check its permissions";
    }

    /** The strongest value given for {@code key}; empty text counts as not given. */
    Optional<Raw> find(Key<?> key, Problems problems) {
        Optional<Raw> flag = key.flag()
                .flatMap(name -> Optional.ofNullable(flags.get(name)).map(text -> new Raw(text, new Origin.Flag(name))))
                .filter(raw -> !raw.text.isBlank());
        if (flag.isPresent()) {
            return flag;
        }
        List<Raw> variables = key.allVariables().stream()
                .filter(name -> !environment.getOrDefault(name, "").isBlank())
                .map(name -> new Raw(environment.getOrDefault(name, ""), new Origin.Environment(name)))
                .toList();
        return variables.isEmpty() ? only(key, inFile(key, problems), problems) : only(key, variables, problems);
    }

    private List<Raw> inFile(Key<?> key, Problems problems) {
        List<Raw> found = new ArrayList<>();
        key.paths().forEach(path -> tree.at(path).ifPresent(value -> raw(key, path, value, problems)
                .filter(raw -> !raw.text.isBlank())
                .ifPresent(found::add)));
        return found;
    }

    private Optional<Raw> raw(Key<?> key, String path, Tree value, Problems problems) {
        Origin origin = new Origin.File(file, value.line());
        return switch (value) {
            case Tree.Nothing nothing -> Optional.empty();
            case Tree.Scalar scalar -> Optional.of(new Raw(scalar.text(), origin));
            case Tree.Listing listing
            when key.type().many() && onlyScalars(listing) ->
                Optional.of(new Raw(
                        listing.items().stream()
                                .map(item -> ((Tree.Scalar) item).text())
                                .collect(Collectors.joining(",")),
                        origin));
            case Tree.Listing listing -> refused(path, origin, value, key, problems);
            case Tree.Mapping mapping -> refused(path, origin, value, key, problems);
        };
    }

    private static Optional<Raw> refused(String path, Origin origin, Tree value, Key<?> key, Problems problems) {
        problems.refuse(origin, path, value.found(), key.type().allowed());
        return Optional.empty();
    }

    private static boolean onlyScalars(Tree.Listing listing) {
        return listing.items().stream().allMatch(Tree.Scalar.class::isInstance);
    }

    /** Two spellings of one key are harmless as long as they agree. */
    private static Optional<Raw> only(Key<?> key, List<Raw> found, Problems problems) {
        found.stream()
                .skip(1)
                .filter(other -> !other.text.equals(found.getFirst().text))
                .forEach(other -> problems.refuse(
                        other.origin,
                        key.path(),
                        "also given by " + found.getFirst().origin.describe() + " with another value; keep one"));
        return found.stream().findFirst();
    }
}
