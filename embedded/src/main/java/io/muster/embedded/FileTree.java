package io.muster.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Files and folders written so that a reader never meets half of one. */
final class FileTree {
    private FileTree() {}

    /** Makes {@code directory} and its missing parents; the permissions ("rwx------") apply to new and old alike. */
    static Path directory(Path directory, String permissions) throws IOException {
        Files.createDirectories(directory);
        var wanted = PosixFilePermissions.fromString(permissions);
        if (!Files.getPosixFilePermissions(directory).equals(wanted)) {
            Files.setPosixFilePermissions(directory, wanted);
        }
        return directory;
    }

    /** Writes a file that only its owner can read, on disk and complete when the name appears. */
    static void writePrivately(Path file, String content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(draft, Set.of(StandardOpenOption.WRITE))) {
            var bytes = StandardCharsets.UTF_8.encode(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a file or a folder with all it holds; missing is fine, what cannot be deleted stays. */
    static void delete(Path root) {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | UncheckedIOException e) {
            return;
        }
        for (Path path : paths) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // Someone else still writes here; the caller's own attempt to use the place will say so.
                continue;
            }
        }
    }

    /** The folder that holds this file. */
    static Path folderOf(Path file) {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent;
    }

    /** Has the names in a folder on disk. */
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Gives a finished folder its name, unless another process was faster, whose equal work is then kept. */
    static void publish(Path draft, Path name) throws IOException {
        try {
            Files.move(draft, name, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
            delete(draft);
        }
    }
}
