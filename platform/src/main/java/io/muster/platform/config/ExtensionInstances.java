package io.muster.platform.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The extensions that devices reach through 1/KP.
 *
 * @param endpointAware instance name to whether the next level of a topic is an endpoint token
 */
public record ExtensionInstances(Map<String, Boolean> endpointAware) {
    private static final String ROOT = "kaa.extension-instances";
    private static final Key<Boolean> DOCUMENTED = Key.toggle(ROOT + ".{name}.endpoint-aware")
            .byDefaultAs("false, for epmx true")
            .about("Extensions that devices reach, and whether a topic names an endpoint token after them. File only.");

    public ExtensionInstances {
        endpointAware = Map.copyOf(endpointAware);
    }

    /**
     * Reads {@code kaa.extension-instances}.
     *
     * @param metadataExtension instance name of EPMX, which is always there and endpoint-aware unless the file says
     *     otherwise
     */
    public static ExtensionInstances read(Reader reader, String metadataExtension) {
        reader.document(DOCUMENTED);
        Map<String, Boolean> instances = new LinkedHashMap<>();
        instances.put(metadataExtension, true);
        reader.show(path(metadataExtension), "true", new Origin.Default());
        switch (reader.subtree(ROOT).orElseGet(() -> new Tree.Nothing(1))) {
            case Tree.Nothing nothing -> {}
            case Tree.Mapping mapping ->
                mapping.entries().forEach((name, value) -> read(reader, name, value, instances));
            case Tree.Scalar scalar -> refuse(reader, ROOT, scalar, "a mapping of extension instance names");
            case Tree.Listing listing -> refuse(reader, ROOT, listing, "a mapping of extension instance names");
        }
        return new ExtensionInstances(instances);
    }

    /** The names, in no order. */
    public Set<String> names() {
        return endpointAware.keySet();
    }

    private static void read(Reader reader, String name, Tree tree, Map<String, Boolean> instances) {
        if (ValueType.name().parse().apply(name).isEmpty()) {
            refuse(
                    reader,
                    ROOT,
                    new Tree.Scalar(name, tree.line()),
                    ValueType.name().allowed());
            return;
        }
        boolean aware =
                switch (tree) {
                    case Tree.Nothing nothing -> instances.getOrDefault(name, false);
                    case Tree.Mapping mapping -> aware(reader, name, mapping, instances.getOrDefault(name, false));
                    case Tree.Scalar scalar ->
                        refuse(reader, ROOT + "." + name, scalar, "a mapping with endpoint-aware, or nothing");
                    case Tree.Listing listing ->
                        refuse(reader, ROOT + "." + name, listing, "a mapping with endpoint-aware, or nothing");
                };
        instances.put(name, aware);
        reader.show(path(name), String.valueOf(aware), new Origin.File(reader.file(), tree.line()));
    }

    private static boolean aware(Reader reader, String name, Tree.Mapping mapping, boolean otherwise) {
        mapping.entries().forEach((key, value) -> {
            if (!key.equals("endpoint-aware")) {
                Origin origin = new Origin.File(reader.file(), value.line());
                String question = Spelling.question(key, Set.of("endpoint-aware"));
                reader.collected().refuse(origin, ROOT + "." + name + "." + key, "unknown key" + question);
            }
        });
        Optional<Tree> value = Optional.ofNullable(mapping.entries().get("endpoint-aware"));
        return value.map(tree -> switch (tree) {
                    case Tree.Nothing nothing -> otherwise;
                    case Tree.Scalar scalar ->
                        ValueType.toggle()
                                .parse()
                                .apply(scalar.text())
                                .orElseGet(() -> refuse(reader, path(name), scalar, "true or false"));
                    case Tree.Listing listing -> refuse(reader, path(name), listing, "true or false");
                    case Tree.Mapping nested -> refuse(reader, path(name), nested, "true or false");
                })
                .orElse(otherwise);
    }

    private static boolean refuse(Reader reader, String path, Tree tree, String allowed) {
        reader.collected().refuse(new Origin.File(reader.file(), tree.line()), path, tree.found(), allowed);
        return false;
    }

    private static String path(String name) {
        return ROOT + "." + name + ".endpoint-aware";
    }
}
