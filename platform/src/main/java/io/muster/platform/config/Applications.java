package io.muster.platform.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The applications and their versions; immutable. Names are kept exactly: {@code smart_kettle} and {@code smart-kettle}
 * are two applications. A version name belongs to one application only.
 */
public final class Applications {
    private final Map<String, Map<String, ApplicationVersion>> byName;
    private final Map<String, ApplicationVersion> byVersion = new LinkedHashMap<>();

    /**
     * @param byName application name to version name to version, in the order to list them
     * @throws IllegalArgumentException if a version name appears twice
     */
    public Applications(Map<String, Map<String, ApplicationVersion>> byName) {
        Map<String, Map<String, ApplicationVersion>> copy = new LinkedHashMap<>();
        byName.forEach((name, versions) -> copy.put(name, Collections.unmodifiableMap(new LinkedHashMap<>(versions))));
        this.byName = Collections.unmodifiableMap(copy);
        copy.values()
                .forEach(versions -> versions.forEach((name, version) -> {
                    if (byVersion.putIfAbsent(name, version) != null) {
                        throw new IllegalArgumentException("version " + name + " appears twice");
                    }
                }));
    }

    /**
     * Reads {@code kaa.applications}; without it there is the demo application. Environment variables and relaxed
     * spellings do not reach here.
     */
    public static Applications read(Reader reader) {
        return new ApplicationTree(reader).read();
    }

    /**
     * Reads the value of {@code kaa.applications} as it comes over the wire; there is no demo application then.
     *
     * @param source what problems name as their place
     * @throws InvalidConfiguration with all mistakes
     */
    public static Applications ofJson(String source, JsonNode applications) {
        Tree.Mapping kaa = Tree.Mapping.empty();
        kaa.entries().put("applications", JsonDocument.tree(applications));
        Tree.Mapping root = Tree.Mapping.empty();
        root.entries().put("kaa", kaa);
        Reader reader = Reader.ofTree(source, root);
        Applications read = read(reader);
        if (!reader.problems().isEmpty()) {
            throw new InvalidConfiguration(reader.problems());
        }
        return read;
    }

    /** {@code demo_application} with the open versions {@code demo_application_v1} and {@code demo_application_v2}. */
    public static Applications demo() {
        String name = "demo_application";
        Map<String, ApplicationVersion> versions = new LinkedHashMap<>();
        List.of(name + "_v1", name + "_v2")
                .forEach(version -> versions.put(version, ApplicationVersion.open(name, version)));
        return new Applications(Map.of(name, versions));
    }

    /** Application names in the order of the file. */
    public Set<String> names() {
        return byName.keySet();
    }

    public boolean exists(String application) {
        return byName.containsKey(application);
    }

    /** The versions of an application in the order of the file; empty for an unknown application. */
    public List<ApplicationVersion> versions(String application) {
        return List.copyOf(byName.getOrDefault(application, Map.of()).values());
    }

    /** The version of this name, of whatever application. */
    public Optional<ApplicationVersion> version(String version) {
        return Optional.ofNullable(byVersion.get(version));
    }

    /** The application that this version belongs to. */
    public Optional<String> applicationOf(String version) {
        return version(version).map(ApplicationVersion::application);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Applications applications && byName.equals(applications.byName);
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    @Override
    public String toString() {
        return byName.toString();
    }
}
