package io.muster.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A nats-server program on this machine: from PATH, from the cache, or fetched by the package manager. */
record NatsServer(Path program, NatsVersion version) {
    private static final int MAJOR = 2;
    private static final int MINOR = 9;

    /**
     * Finds or fetches a nats-server of 2.9 or newer.
     *
     * @param searchPath folders as in the environment variable PATH
     * @param cache where a fetched one is kept
     * @throws EmbeddedFailure if there is none and none can be fetched
     */
    static NatsServer obtain(String searchPath, Path cache, EmbeddedListener listener) {
        Path kept = cache.resolve("nats-server").resolve("nats-server");
        return Stream.concat(
                        Pattern.compile(File.pathSeparator)
                                .splitAsStream(searchPath)
                                .filter(folder -> !folder.isBlank())
                                .map(folder -> Path.of(folder, "nats-server")),
                        Stream.of(kept))
                .flatMap(program -> usable(program).stream())
                .findFirst()
                .orElseGet(() -> fetch(cache, listener));
    }

    private static Optional<NatsServer> usable(Path program) {
        return Files.isExecutable(program) && Files.isRegularFile(program)
                ? NatsVersion.of(program)
                        .filter(version -> version.atLeast(MAJOR, MINOR))
                        .map(version -> new NatsServer(program, version))
                : Optional.empty();
    }

    private static NatsServer fetch(Path cache, EmbeddedListener listener) {
        List<SystemPackages> present = Stream.of(SystemPackages.values())
                .filter(SystemPackages::present)
                .toList();
        String failure = "no known package manager";
        for (SystemPackages manager : present) {
            listener.progress("nats-server is not installed: fetching it with " + manager.command() + " into " + cache);
            try {
                Files.createDirectories(cache);
                Path draft = Files.createTempDirectory(cache, "fetching-");
                try {
                    Command command = manager.fetch(draft);
                    Optional<Path> found = command.succeeded() ? find(draft) : Optional.empty();
                    if (found.isPresent()) {
                        return keep(found.get(), cache);
                    }
                    failure = manager.command() + ": " + command.lastLine();
                } finally {
                    FileTree.delete(draft);
                }
            } catch (IOException e) {
                failure = e.toString();
            }
        }
        throw new EmbeddedFailure(
                "nats-server is not on PATH and could not be fetched (" + failure + ")",
                "install nats-server " + MAJOR + "." + MINOR + " or newer ("
                        + (present.isEmpty()
                                ? "from https://github.com/nats-io/nats-server/releases"
                                : present.get(0).instruction())
                        + "), or use your own with --nats-url");
    }

    private static NatsServer keep(Path found, Path cache) throws IOException {
        FileTree.directory(cache, "rwxr-xr-x");
        Path folder = cache.resolve("nats-server");
        Path program = folder.resolve("nats-server");
        Files.createDirectories(folder);
        Files.move(found, program, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        return usable(program)
                .orElseThrow(() -> new EmbeddedFailure(
                        "the nats-server that the package manager has does not run or is older than " + MAJOR + "."
                                + MINOR,
                        "install a newer one from https://github.com/nats-io/nats-server/releases, or use your own"
                                + " with --nats-url"));
    }

    private static Optional<Path> find(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file ->
                            file.endsWith("nats-server") && Files.isRegularFile(file) && Files.isExecutable(file))
                    .findFirst();
        }
    }
}
