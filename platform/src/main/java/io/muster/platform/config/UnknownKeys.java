package io.muster.platform.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds what was given but nobody asked for: keys of the file, flags, and variables that look like ours. */
final class UnknownKeys {
    private final Sources sources;
    private final List<Key<?>> keys;
    private final Problems problems;
    private final List<String> paths;

    UnknownKeys(Sources sources, List<Key<?>> keys, Problems problems) {
        this.sources = sources;
        this.keys = keys;
        this.problems = problems;
        this.paths = keys.stream().flatMap(Key::paths).distinct().toList();
    }

    void report() {
        walk("", sources.tree());
        flags();
        variables();
    }

    private void walk(String path, Tree.Mapping mapping) {
        for (Map.Entry<String, Tree> entry : mapping.entries().entrySet()) {
            String below = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            Origin origin = new Origin.File(sources.file(), entry.getValue().line());
            if (isTaken(below, path, mapping, entry.getKey())) {
                continue;
            }
            Optional<String> reason = OtherServices.reason(below);
            if (leads(below)) {
                descend(below, entry.getValue(), origin);
            } else if (reason.isPresent()) {
                problems.remark(origin, below, "ignored: " + reason.get());
            } else {
                problems.refuse(origin, below, "unknown key" + Spelling.question(below, neighbours(below)));
            }
        }
    }

    private void descend(String path, Tree value, Origin origin) {
        switch (value) {
            case Tree.Mapping mapping -> walk(path, mapping);
            case Tree.Nothing nothing -> {}
            case Tree.Scalar scalar -> problems.refuse(origin, path, scalar.found(), "a mapping of keys below " + path);
            case Tree.Listing listing ->
                problems.refuse(origin, path, listing.found(), "a mapping of keys below " + path);
        }
    }

    /** Somebody asked for this very entry; of two spellings in one mapping only one is heard. */
    private boolean isTaken(String path, String parent, Tree.Mapping mapping, String name) {
        boolean known = paths.stream().anyMatch(each -> Tree.uniform(each).equals(Tree.uniform(path)));
        boolean readWhole =
                Names.ROOTS.stream().anyMatch(root -> Tree.uniform(root).equals(Tree.uniform(path)))
                        && paths.stream().anyMatch(each -> each.startsWith(path));
        if (known) {
            long spellings = mapping.entries().keySet().stream()
                    .filter(each -> Tree.uniform(each).equals(Tree.uniform(name)))
                    .count();
            boolean exact = paths.contains(path);
            return spellings == 1 || exact;
        }
        return readWhole && !parent.isEmpty();
    }

    private boolean leads(String path) {
        String prefix = Tree.uniform(path) + ".";
        return paths.stream().anyMatch(each -> Tree.uniform(each).startsWith(prefix));
    }

    /** Known paths cut to the depth of {@code path}. */
    private Set<String> neighbours(String path) {
        int depth = path.split("\\.", -1).length;
        Set<String> neighbours = new TreeSet<>();
        for (String each : paths) {
            String[] parts = each.split("\\.", -1);
            neighbours.add(String.join(".", List.of(parts).subList(0, Math.min(depth, parts.length))));
        }
        neighbours.removeIf(each -> each.contains("{"));
        return neighbours;
    }

    private void flags() {
        List<String> known = keys.stream().flatMap(key -> key.flag().stream()).toList();
        sources.flags().keySet().stream()
                .filter(flag -> !known.contains(flag))
                .sorted()
                .forEach(flag ->
                        problems.refuse(new Origin.Flag(flag), "", "unknown flag" + Spelling.question(flag, known)));
    }

    /** Only a remark: an orchestrator sets variables of its own after the name of a service. */
    private void variables() {
        List<String> known =
                keys.stream().flatMap(key -> key.allVariables().stream()).toList();
        Stream<String> ours = sources.environment().keySet().stream()
                .filter(name -> name.startsWith("MUSTER_") || name.startsWith("KAA_"))
                .filter(name -> !known.contains(name))
                .sorted();
        ours.forEach(name -> problems.remark(
                new Origin.Environment(name),
                "",
                name.startsWith("KAA_APPLICATIONS_")
                        ? "ignored: applications are configured in the file only, so that their names stay exact"
                        : "ignored: no such key" + Spelling.question(name, known)));
    }
}
