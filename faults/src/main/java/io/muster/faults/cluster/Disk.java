package io.muster.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file system of its own in memory, whose size can be changed while it is in use: full at once, and roomy again. Only
 * root may make one.
 */
public final class Disk implements AutoCloseable {
    private static final String ROOMY = "1g";

    private static final int ATTEMPTS = 100;

    private final Path folder;

    private Disk(Path folder) {
        this.folder = folder;
    }

    /** Why there can be none here; empty when there can. */
    public static Optional<String> obstacle() {
        try {
            Path folder = Files.createTempDirectory("muster-disk-");
            try {
                mount(folder).close();
                return Optional.empty();
            } finally {
                Files.delete(folder);
            }
        } catch (IOException | UncheckedIOException refused) {
            return Optional.of("a small disk needs the right to mount (" + refused.getMessage() + ")");
        }
    }

    /** Mounts one on an existing folder. */
    static Disk mount(Path folder) {
        run("mount", "-t", "tmpfs", "-o", "size=" + ROOMY + ",mode=0755", "muster-faults", folder.toString());
        return new Disk(folder);
    }

    /** Leaves no room at all beyond what is in use. */
    public void fill() {
        for (int attempt = 1; ; attempt++) {
            try {
                resize(Long.toString(used()));
                return;
            } catch (UncheckedIOException refused) {
                // More than a moment ago may be in use, and a disk cannot be smaller than that.
                if (attempt >= ATTEMPTS) {
                    throw refused;
                }
            }
        }
    }

    private long used() {
        try {
            FileStore store = Files.getFileStore(folder);
            return store.getTotalSpace() - store.getUnallocatedSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the room back. */
    public void empty() {
        resize(ROOMY);
    }

    private void resize(String size) {
        run("mount", "-o", "remount,size=" + size, folder.toString());
    }

    @Override
    public void close() {
        run("umount", "--lazy", folder.toString());
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(List.of(command) + ": " + said.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
