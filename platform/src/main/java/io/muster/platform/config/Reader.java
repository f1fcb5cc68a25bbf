package io.muster.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads typed values and remembers which keys were asked for, what they were and what was wrong.
 *
 * <p>All components read before {@link #finish} is called, even those of services that do not run: a file may be shared
 * by all of them, and only a key that nobody asked for is unknown. Not safe for use by several threads.
 */
public final class Reader {
    /** The configuration file itself; cannot stand in the file. */
    static final Key<Path> FILE = Key.path("muster.config")
            .flag("--config")
            .environment("APP_CONFIG_PATH")
            .byDefaultAs("/srv/{service}/service-config.yml if it exists")
            .about("The YAML configuration file. {service} is the one service that runs, or muster for several.");

    private final Sources sources;
    private final Problems problems;
    private final Map<String, Key<?>> keys = new LinkedHashMap<>();
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    private Reader(Sources sources, Problems problems) {
        this.sources = sources;
        this.problems = problems;
    }

    /**
     * Opens flags, environment and the file that they name.
     *
     * @param flags command-line flags as they are typed, {@code --http-port}, with their values
     * @param environment environment variables
     */
    public static Reader open(Map<String, String> flags, Map<String, String> environment) {
        return open(flags, environment, Path.of("/srv"));
    }

    /** The same with another directory for the default {@code {service}/service-config.yml}. */
    static Reader open(Map<String, String> flags, Map<String, String> environment, Path defaults) {
        Problems problems = new Problems();
        Reader outside = new Reader(Sources.of(flags, environment), problems);
        Optional<Path> file = outside.find(FILE).or(() -> outside.defaultFile(defaults));
        Sources all = file.map(path -> outside.sources.with(path, problems)).orElse(outside.sources);
        all.tree()
                .at(FILE.path())
                .ifPresent(value -> problems.refuse(
                        new Origin.File(all.file(), value.line()),
                        FILE.path(),
                        "the file cannot name itself; remove the key, use --config or " + FILE.variable()));
        Reader reader = new Reader(all, problems);
        reader.keys.putAll(outside.keys);
        reader.settings.putAll(outside.settings);
        reader.show(FILE.path(), file.map(Path::toString).orElse("none"), outside.originOf(FILE));
        return reader;
    }

    /** Opens one file only, without flags and environment. */
    static Reader ofFile(String name, byte[] content) {
        Problems problems = new Problems();
        return new Reader(new Sources(Map.of(), Map.of(), name, YamlDocument.read(name, content, problems)), problems);
    }

    /** Opens one tree only, which {@code name} stands for in problems. */
    static Reader ofTree(String name, Tree.Mapping tree) {
        return new Reader(new Sources(Map.of(), Map.of(), name, tree), new Problems());
    }

    private Optional<Path> defaultFile(Path defaults) {
        EnabledServices services = EnabledServices.read(this);
        String owner = services.alone().map(Service::shortName).orElse("muster");
        return Optional.of(defaults.resolve(owner).resolve("service-config.yml"))
                .filter(Files::isRegularFile);
    }

    /** The value of a key that has a default. */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException(key.path() + " has no default"));
    }

    /** The value given for the key, else its default, else nothing. A value that is not allowed is reported. */
    public <T> Optional<T> find(Key<T> key) {
        document(key);
        Optional<Sources.Raw> raw =
                key.type().hidden() && !key.type().many() ? secret(key) : sources.find(key, problems);
        Optional<T> value = raw.flatMap(given -> parse(key, given)).or(key::fallback);
        Origin origin = raw.map(Sources.Raw::origin).orElseGet(Origin.Default::new);
        String shown = value.map(key.type().print()).orElse(key.defaultText());
        settings.put(key.path(), new Setting(key.path(), shown, origin));
        return value;
    }

    /** Whether somebody gave the key a value. */
    public boolean isGiven(Key<?> key) {
        return sources.find(key, problems).isPresent();
    }

    /** Reports a mistake that shows only when several keys are looked at together; the key must have been read. */
    public void refuse(Key<?> key, String message) {
        problems.refuse(originOf(key), key.path(), message);
    }

    /** Reports something worth knowing that does not forbid the start. */
    public void remark(Key<?> key, String message) {
        problems.remark(originOf(key), key.path(), message);
    }

    /** All mistakes found so far. */
    public List<Problem> problems() {
        return problems.mistakes();
    }

    /**
     * Closes the reading.
     *
     * @throws InvalidConfiguration with every mistake, unknown keys and flags included
     */
    public Configuration finish() {
        new UnknownKeys(sources, List.copyOf(keys.values()), problems).report();
        if (!problems.mistakes().isEmpty()) {
            throw new InvalidConfiguration(problems.mistakes());
        }
        return new Configuration(List.copyOf(settings.values()), catalogue(), problems.remarks());
    }

    /** The file that was read; empty when there is none or it could not be read. */
    public Optional<Path> configurationFile() {
        return Optional.of(sources.file()).filter(name -> !name.isEmpty()).map(Path::of);
    }

    /** The keys that were asked for so far, in that order. */
    public Catalogue catalogue() {
        return new Catalogue(List.copyOf(keys.values()));
    }

    /** Adds a key to the catalogue without reading it. */
    void document(Key<?> key) {
        keys.putIfAbsent(key.path(), key);
        if (key.type().hidden()) {
            keys.putIfAbsent(key.inFile().path(), key.inFile());
        }
    }

    /** The subtree of the file that holds names given by users. */
    Optional<Tree> subtree(String path) {
        return sources.tree().at(path);
    }

    /** Records one line of a subtree for printing. */
    void show(String path, String value, Origin origin) {
        settings.put(path, new Setting(path, value, origin));
    }

    String file() {
        return sources.file();
    }

    Problems collected() {
        return problems;
    }

    private Origin originOf(Key<?> key) {
        return Optional.ofNullable(settings.get(key.path()))
                .map(Setting::origin)
                .orElseGet(Origin.Default::new);
    }

    private <T> Optional<T> parse(Key<T> key, Sources.Raw raw) {
        Optional<T> value = key.type().parse().apply(raw.text().strip());
        if (value.isEmpty()) {
            boolean sensitive = key.type().hidden() || raw.text().contains("@");
            String found = sensitive ? Secret.HIDDEN : Problem.quote(raw.text());
            problems.refuse(raw.origin(), key.path(), found, key.type().allowed());
        }
        return value;
    }

    /** A secret given directly or through a file; the stronger source wins. */
    private Optional<Sources.Raw> secret(Key<?> key) {
        Optional<Sources.Raw> direct = sources.find(key, problems);
        Optional<Sources.Raw> file = sources.find(key.inFile(), problems);
        if (file.isEmpty()) {
            return direct;
        }
        if (direct.isPresent()) {
            int strength = strength(direct.get()) - strength(file.get());
            if (strength == 0) {
                problems.refuse(
                        file.get().origin(),
                        key.inFile().path(),
                        "also given directly as " + key.path() + " by "
                                + direct.get().origin().describe() + "; keep one");
            }
            if (strength >= 0) {
                return direct;
            }
        }
        return content(key.inFile(), file.get());
    }

    private Optional<Sources.Raw> content(Key<Path> key, Sources.Raw raw) {
        Optional<Path> path = parse(key, raw);
        try {
            Optional<String> text = path.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Files.readString(path.get()).stripTrailing());
            if (text.isPresent() && text.get().isEmpty()) {
                problems.refuse(raw.origin(), key.path(), "the file " + path.get() + " is empty");
            }
            return text.filter(value -> !value.isEmpty()).map(value -> new Sources.Raw(value, raw.origin()));
        } catch (IOException unreadable) {
            path.ifPresent(file -> problems.refuse(
                    raw.origin(),
                    key.path(),
                    "found " + Problem.quote(file.toString()) + ", " + Sources.unreadable(file)));
            return Optional.empty();
        }
    }

    private static int strength(Sources.Raw raw) {
        return switch (raw.origin()) {
            case Origin.Default none -> 0;
            case Origin.File file -> 1;
            case Origin.Environment environment -> 2;
            case Origin.Flag flag -> 3;
        };
    }
}
