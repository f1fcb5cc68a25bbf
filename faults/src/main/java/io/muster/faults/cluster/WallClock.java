package io.muster.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The wall clock of one process, which can jump: libfaketime between the process and the system. Durations stay right,
 * as they do when an operator sets the clock.
 */
public final class WallClock {
    private static final String LIBRARY = "libfaketime.so.1";
    private static final int DEPTH = 8;
    private static final int FETCH_SECONDS = 120;

    private final Path library;
    private final Path offset;

    private WallClock(Path library, Path offset) {
        this.library = library;
        this.offset = offset;
    }

    /** The library, installed or fetched by the package manager without installing it; empty when there is none. */
    static Optional<Path> library(Path folder) {
        return find(Path.of("/usr/lib")).or(() -> fetch(folder));
    }

    /** Why there can be none here; empty when there can. */
    public static Optional<String> obstacle() {
        try {
            Path folder = Files.createTempDirectory("muster-clock-");
            Optional<Path> library = library(folder);
            return library.isPresent()
                    ? Optional.empty()
                    : Optional.of("a clock that jumps needs libfaketime, which is neither installed nor to be fetched"
                            + " with apt-get");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A clock that goes right, until told. */
    static WallClock right(Path library, Path folder) {
        WallClock clock = new WallClock(library, folder.resolve("clock"));
        clock.jump(Duration.ZERO);
        return clock;
    }

    /** What a process needs in its environment to follow this clock. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                offset.toString(),
                "FAKETIME_NO_CACHE",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // With its remedy for glibc of old every wait with a limit ends at once, and the process spins.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    /** Sets it to that much off the right time. */
    public void jump(Duration by) {
        try {
            Path next = offset.resolveSibling("clock.next");
            Files.writeString(next, (by.isNegative() ? "" : "+") + by.toSeconds() + "s\n");
            Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> fetch(Path folder) {
        try {
            Process process = new ProcessBuilder(
                            "sh", "-e", "-c", "apt-get download libfaketime && dpkg-deb -x libfaketime_*.deb unpacked")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("fetch.log").toFile())
                    .start();
            boolean ended = process.waitFor(FETCH_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended ? find(folder) : Optional.empty();
        } catch (IOException noShell) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Path> find(Path folder) {
        try (Stream<Path> files = Files.find(folder, DEPTH, (file, attributes) -> file.endsWith(LIBRARY))) {
            return files.findFirst();
        } catch (IOException | UncheckedIOException notToRead) {
            return Optional.empty();
        }
    }
}
