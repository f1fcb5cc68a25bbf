package io.muster.platform.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns the subtree {@code kaa.applications} into {@link Applications}; every mistake is reported and left out. */
final class ApplicationTree {
    static final String ROOT = "kaa.applications";

    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+");
    private static final List<String> VERSION_KEYS = List.of("metadata-keys", "allowed-extension-instances");
    private static final String NAME_RULE = "a name of lower-case letters a-z, digits, - and _";

    private static final Key<String> DOCUMENTED = pattern(
            "kaa.applications.{application}.versions.{version}",
            "a mapping or nothing; both names are " + NAME_RULE,
            "demo_application with demo_application_v1 and demo_application_v2",
            "Applications and their versions; a version name is unique over all applications. File only.");
    private static final Key<String> DOCUMENTED_KEYS = pattern(
            "kaa.applications.{application}.versions.{version}.metadata-keys.{key}.write-enabled",
            "true or false",
            "true",
            "White list of metadata keys that endpoints see, and whether they may write them."
                    + " Without metadata-keys all keys are open; with an empty mapping none.");
    private static final Key<String> DOCUMENTED_EXTENSIONS = pattern(
            "kaa.applications.{application}.versions.{version}.allowed-extension-instances",
            "a list of extension instance names",
            "all",
            "Extensions that endpoints may reach; an empty list allows none.");

    private final Reader reader;
    private final Map<String, Integer> lineOfVersion = new HashMap<>();

    ApplicationTree(Reader reader) {
        this.reader = reader;
    }

    Applications read() {
        List.of(DOCUMENTED, DOCUMENTED_KEYS, DOCUMENTED_EXTENSIONS).forEach(reader::document);
        Optional<Tree> tree = reader.subtree(ROOT);
        if (tree.isEmpty()) {
            Applications demo = Applications.demo();
            demo.names().forEach(name -> demo.versions(name).forEach(version -> show(version, new Origin.Default())));
            return demo;
        }
        Map<String, Map<String, ApplicationVersion>> applications = new LinkedHashMap<>();
        entries(ROOT, tree.get(), "application names").forEach((name, value) -> {
            if (isName(ROOT, name, value)) {
                applications.put(name, versions(name, value));
            }
        });
        return new Applications(applications);
    }

    private Map<String, ApplicationVersion> versions(String application, Tree tree) {
        Map<String, ApplicationVersion> versions = new LinkedHashMap<>();
        String path = ROOT + "." + application;
        entries(path, tree, "versions").forEach((key, value) -> {
            if (!key.equals("versions")) {
                unknown(path, key, value, List.of("versions"));
                return;
            }
            entries(path + ".versions", value, "version names").forEach((name, version) -> {
                if (isName(path + ".versions", name, version) && isNew(path + ".versions." + name, name, version)) {
                    versions.put(name, version(application, name, version));
                }
            });
        });
        return versions;
    }

    private ApplicationVersion version(String application, String name, Tree tree) {
        String path = ROOT + "." + application + ".versions." + name;
        Map<String, Tree> entries = entries(path, tree, String.join(", ", VERSION_KEYS));
        entries.forEach((key, value) -> {
            if (!VERSION_KEYS.contains(key)) {
                unknown(path, key, value, VERSION_KEYS);
            }
        });
        ApplicationVersion version = new ApplicationVersion(
                application,
                name,
                given(entries, "metadata-keys").map(value -> metadataKeys(path + ".metadata-keys", value)),
                given(entries, "allowed-extension-instances")
                        .map(value -> names(path + ".allowed-extension-instances", value)));
        show(version, origin(tree));
        return version;
    }

    private Map<String, Boolean> metadataKeys(String path, Tree tree) {
        Map<String, Boolean> keys = new LinkedHashMap<>();
        entries(path, tree, "metadata keys").forEach((key, value) -> {
            Map<String, Tree> settings = entries(path + "." + key, value, "write-enabled");
            settings.keySet().stream()
                    .filter(setting -> !setting.equals("write-enabled"))
                    .forEach(setting -> reader.collected()
                            .refuse(
                                    origin(settings.getOrDefault(setting, value)),
                                    path + "." + key + "." + setting,
                                    "unknown key" + Spelling.question(setting, List.of("write-enabled"))));
            keys.put(
                    key,
                    given(settings, "write-enabled")
                            .map(flag -> truth(path + "." + key + ".write-enabled", flag))
                            .orElse(true));
        });
        return keys;
    }

    /** What cannot be read forbids writing; the start is refused anyway. */
    private boolean truth(String path, Tree tree) {
        Optional<Boolean> truth =
                tree instanceof Tree.Scalar scalar ? ValueType.toggle().parse().apply(scalar.text()) : Optional.empty();
        if (truth.isEmpty()) {
            reader.collected().refuse(origin(tree), path, tree.found(), "true or false");
        }
        return truth.orElse(false);
    }

    private List<String> names(String path, Tree tree) {
        List<String> names = new ArrayList<>();
        if (!(tree instanceof Tree.Listing listing)) {
            reader.collected().refuse(origin(tree), path, tree.found(), "a list of extension instance names");
            return names;
        }
        for (Tree item : listing.items()) {
            Optional<String> name = item instanceof Tree.Scalar scalar
                    ? ValueType.name().parse().apply(scalar.text())
                    : Optional.empty();
            if (name.isPresent()) {
                names.add(name.get());
            } else {
                reader.collected()
                        .refuse(
                                origin(item),
                                path,
                                item.found(),
                                ValueType.name().allowed());
            }
        }
        return names;
    }

    /** A version is found by its name alone, on NATS and in topics. */
    private boolean isNew(String path, String name, Tree tree) {
        Integer first = lineOfVersion.putIfAbsent(name, tree.line());
        if (first != null) {
            reader.collected()
                    .refuse(
                            origin(tree),
                            path,
                            "the version name is already used "
                                    + (first == Tree.NO_LINE ? "by another application" : "on line " + first)
                                    + "; allowed: a name that is unique over all applications");
        }
        return first == null;
    }

    private boolean isName(String parent, String name, Tree tree) {
        boolean fits = NAME.matcher(name).matches();
        if (!fits) {
            reader.collected().refuse(origin(tree), parent, Problem.quote(name), NAME_RULE);
        }
        return fits;
    }

    private void unknown(String path, String key, Tree value, List<String> known) {
        String whole = path + "." + key;
        String question = Spelling.question(key, known);
        if (question.isEmpty()) {
            reader.collected().remark(origin(value), whole, "ignored: not a setting of Muster");
        } else {
            reader.collected().refuse(origin(value), whole, "unknown key" + question);
        }
    }

    private Map<String, Tree> entries(String path, Tree tree, String allowed) {
        return switch (tree) {
            case Tree.Mapping mapping -> mapping.entries();
            case Tree.Nothing nothing -> Map.of();
            case Tree.Scalar scalar -> wrongType(path, tree, allowed);
            case Tree.Listing listing -> wrongType(path, tree, allowed);
        };
    }

    private Map<String, Tree> wrongType(String path, Tree tree, String allowed) {
        reader.collected().refuse(origin(tree), path, tree.found(), "a mapping of " + allowed);
        return Map.of();
    }

    private static Optional<Tree> given(Map<String, Tree> entries, String key) {
        return Optional.ofNullable(entries.get(key)).filter(value -> !(value instanceof Tree.Nothing));
    }

    private void show(ApplicationVersion version, Origin origin) {
        String path = ROOT + "." + version.application() + ".versions." + version.name();
        reader.show(path, "", origin);
        version.metadataKeys().ifPresent(keys -> reader.show(path + ".metadata-keys", writability(keys), origin));
        version.allowedExtensionInstances()
                .ifPresent(
                        names -> reader.show(path + ".allowed-extension-instances", String.join(",", names), origin));
    }

    private static String writability(Map<String, Boolean> keys) {
        List<String> shown = new ArrayList<>();
        keys.forEach((key, writable) -> shown.add(writable ? key : key + " (read only)"));
        return String.join(", ", shown);
    }

    private Origin origin(Tree tree) {
        return new Origin.File(reader.file(), tree.line());
    }

    private static Key<String> pattern(String path, String allowed, String shownDefault, String sentence) {
        ValueType<String> type = new ValueType<>("mapping", allowed, false, false, Optional::of, text -> text);
        return Key.of(path, type).byDefaultAs(shownDefault).about(sentence);
    }
}
