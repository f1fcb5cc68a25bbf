package io.muster.platform.config;

import java.nio.file.Path;

/** The directory, absolute, in which the program keeps its own PostgreSQL, NATS and process files. */
public record DataDirectory(Path root) {
    private static final Key<Path> DATA = Key.path("muster.data")
            .byDefault(Path.of("muster-data"))
            .flag("--data")
            .about("Directory of the program's own PostgreSQL and NATS; relative to the working directory.");

    public DataDirectory {
        root = root.toAbsolutePath().normalize();
    }

    public static DataDirectory read(Reader reader) {
        return new DataDirectory(reader.get(DATA));
    }

    /** Data of the program's own PostgreSQL. */
    public Path postgres() {
        return root.resolve("postgres");
    }

    /** Data of the program's own NATS server. */
    public Path nats() {
        return root.resolve("nats");
    }
}
