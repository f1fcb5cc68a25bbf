package io.muster.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Makes a data directory from a backup. Everything happens in a folder beside, which gets the name of the data directory
 * when the checksums agree, PostgreSQL has replayed its log and the program has looked at the database: whatever goes wrong
 * before leaves nothing behind.
 */
public final class Restore {
    private static final int BUFFER = 1 << 20;

    private Restore() {}

    /** What the program does before anybody may use what was restored. */
    public interface Settling {

        /**
         * Called while only this process uses the database.
         *
         * @param notes what the program noted in the backup
         * @param at time of the restoration in microseconds since 1970; also a number beyond every sequence number that
         *     was given out so far
         */
        void settle(Map<String, String> notes, OperatedPostgres postgres, long at);
    }

    /**
     * Restores.
     *
     * @param directory must not exist or be empty
     * @throws EmbeddedFailure if the backup is damaged or of another release, or the directory is in use
     */
    public static void run(Path file, Path directory, EmbeddedListener listener, Settling settling) {
        try {
            refuseUsed(directory);
            Path target = directory.toAbsolutePath().normalize();
            Files.createDirectories(FileTree.folderOf(target));
            Path draft = target.resolveSibling("." + target.getFileName() + ".restoring-"
                    + ProcessHandle.current().pid());
            FileTree.delete(draft);
            try {
                Manifest manifest = unpack(file, FileTree.directory(draft, "rwx------"));
                listener.progress("Replaying the log of the database");
                try (OperatedPostgres postgres = OperatedPostgres.open(draft, listener)) {
                    long at = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                    settling.settle(manifest.values(), postgres, at);
                    FileTree.writePrivately(draft.resolve(DataDirectory.RESTORED), at + "\n");
                }
                Files.deleteIfExists(target);
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
                FileTree.force(FileTree.folderOf(target));
            } finally {
                FileTree.delete(draft);
            }
        } catch (NoSuchFileException e) {
            throw new EmbeddedFailure(
                    "there is no backup " + e.getFile(), "name a file that muster backup has written");
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "the backup " + file + " cannot be restored to " + directory + " (" + e.getMessage() + ")",
                    "check that the file is whole, the room on the disk and the permissions");
        }
    }

    private static void refuseUsed(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                throw new EmbeddedFailure(
                        directory + " is not empty", "name a new data directory with --data, or move that one away");
            }
        }
    }

    private static Manifest unpack(Path file, Path target) throws IOException {
        Map<String, String> found = new TreeMap<>();
        Manifest manifest = new Manifest(Map.of());
        try (InputStream raw = Files.newInputStream(file);
                InputStream unzipped = unzipped(file, raw);
                TarArchiveInputStream tar = new TarArchiveInputStream(unzipped, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = next(file, tar); !entry.getName().equals(BackupArchive.SUMS); ) {
                if (found.isEmpty()) {
                    String text = text(file, tar, entry, found);
                    if (!entry.getName().equals(BackupArchive.MANIFEST)) {
                        throw damaged(file, "it does not begin with " + BackupArchive.MANIFEST);
                    }
                    manifest = Manifest.parse(text);
                    manifest.check();
                } else {
                    extract(file, tar, entry, target, found);
                }
                entry = next(file, tar);
            }
            compare(file, found, text(file, tar, new TarArchiveEntry(BackupArchive.SUMS), new TreeMap<>()));
            byte[] padding = new byte[BUFFER];
            for (int read = 0; read >= 0; ) {
                read = read(file, unzipped, padding);
            }
            return manifest;
        }
    }

    private static InputStream unzipped(Path file, InputStream raw) {
        try {
            return new GZIPInputStream(raw, BUFFER);
        } catch (IOException e) {
            throw damaged(file, "it is cut off or no backup");
        }
    }

    private static TarArchiveEntry next(Path file, TarArchiveInputStream tar) {
        try {
            TarArchiveEntry entry = tar.getNextEntry();
            if (entry != null) {
                return entry;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(file, "it is cut off or altered");
        }
        throw damaged(file, "its end is missing");
    }

    private static int read(Path file, InputStream tar, byte[] buffer) {
        try {
            return tar.read(buffer);
        } catch (IOException e) {
            throw damaged(file, "it is cut off or altered");
        }
    }

    /** An entry of the backup itself. */
    private static String text(Path file, InputStream tar, TarArchiveEntry entry, Map<String, String> found)
            throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        copy(file, tar, entry, text, found);
        return text.toString(StandardCharsets.UTF_8);
    }

    private static void copy(
            Path file, InputStream tar, TarArchiveEntry entry, OutputStream out, Map<String, String> found)
            throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[1 << 16];
        for (int read = read(file, tar, buffer); read > 0; read = read(file, tar, buffer)) {
            out.write(buffer, 0, read);
            digest.update(buffer, 0, read);
        }
        found.put(entry.getName(), Sha256.text(digest));
    }

    private static void extract(
            Path file, InputStream tar, TarArchiveEntry entry, Path target, Map<String, String> found)
            throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        boolean known = path.startsWith(target.resolve("postgres")) || path.startsWith(target.resolve("secrets"));
        if (!known || !(entry.isDirectory() || entry.isFile())) {
            throw damaged(file, "it holds the foreign entry " + entry.getName());
        }
        if (entry.isDirectory()) {
            FileTree.directory(path, "rwx------");
            return;
        }
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(path)) {
            copy(file, tar, entry, out, found);
        }
    }

    private static void compare(Path file, Map<String, String> found, String sums) {
        Map<String, String> expected = new TreeMap<>();
        sums.lines().forEach(line -> {
            String[] parts = line.split("  ", 2);
            expected.put(parts[parts.length - 1], parts[0]);
        });
        if (!expected.equals(found)) {
            throw damaged(file, "its checksums do not agree");
        }
    }

    private static EmbeddedFailure damaged(Path file, String why) {
        return new EmbeddedFailure("the backup " + file + " is damaged: " + why, "use another backup");
    }
}
