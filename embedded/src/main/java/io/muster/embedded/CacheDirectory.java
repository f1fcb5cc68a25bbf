package io.muster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where programs are kept that all data directories of this user share: can be deleted at any time. */
final class CacheDirectory {
    private CacheDirectory() {}

    /**
     * {@code $XDG_CACHE_HOME/muster}, else for root {@code /var/cache/muster} (the home of root is closed to the
     * unprivileged user PostgreSQL may have to run as), else {@code ~/.cache/muster}; {@code fallback} when that
     * cannot be written.
     */
    static Path locate(Path fallback) {
        Path wanted = wanted();
        try {
            Files.createDirectories(wanted);
            if (Files.isWritable(wanted)) {
                return wanted;
            }
        } catch (IOException e) {
            // A read-only home is usual in containers.
            return fallback;
        }
        return fallback;
    }

    private static Path wanted() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        if (xdg != null && xdg.startsWith("/")) {
            return Path.of(xdg, "muster");
        }
        return PostgresUser.runningAsRoot()
                ? Path.of("/var/cache/muster")
                : Path.of(System.getProperty("user.home"), ".cache", "muster");
    }
}
