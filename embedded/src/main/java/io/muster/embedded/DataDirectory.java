package io.muster.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds everything one running Muster keeps, locked for as long as this object is open. The lock
 * belongs to the process: it vanishes with it, however it ends.
 */
public final class DataDirectory implements AutoCloseable {
    /** POSIX locks do not exclude a second holder inside one process, so those are counted here. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    /** Name of the note that {@link Restore} leaves. */
    static final String RESTORED = "restored";

    private final Path root;
    private final FileChannel lockFile;

    private DataDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory if it is missing, and locks it.
     *
     * @throws EmbeddedFailure if it cannot be made or written, or another process holds it (its pid is named)
     */
    public static DataDirectory open(Path directory) {
        Path root = made(directory);
        return locked(root).orElseThrow(() -> held(root));
    }

    /**
     * Locks an existing directory unless a process holds it.
     *
     * @throws EmbeddedFailure if there is no PostgreSQL cluster in it, or it cannot be written
     */
    static Optional<DataDirectory> openUnlessInUse(Path directory) {
        if (!Files.exists(directory.resolve("postgres/PG_VERSION"))) {
            throw new EmbeddedFailure(
                    directory + " holds no data of Muster",
                    "name the data directory with --data, or the database with --db-url");
        }
        return locked(made(directory));
    }

    private static Path made(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                FileTree.directory(directory, "rwx------");
            }
            Path root = directory.toRealPath();
            for (String part : new String[] {"run", "secrets", "nats"}) {
                FileTree.directory(root.resolve(part), "rwx------");
            }
            return root;
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static Optional<DataDirectory> locked(Path root) {
        if (!OPEN.add(root)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    root.resolve("run/lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                release(root, channel);
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
            return Optional.of(new DataDirectory(root, channel));
        } catch (IOException e) {
            release(root, channel);
            throw unusable(root, e);
        }
    }

    /** The directory itself, without symbolic links. */
    public Path root() {
        return root;
    }

    /** The PostgreSQL cluster. */
    public Path postgres() {
        return root.resolve("postgres");
    }

    /** JetStream's storage. */
    public Path nats() {
        return root.resolve("nats");
    }

    /** Generated passwords and keys, readable by the owner only. */
    public Path secrets() {
        return root.resolve("secrets");
    }

    /** What belongs to the running processes: the lock, written configurations, their logs. */
    public Path run() {
        return root.resolve("run");
    }

    /** When the directory was made from a backup and nobody has worked on it yet: microseconds since 1970. */
    public Optional<Long> restored() {
        try {
            Path note = root.resolve(RESTORED);
            return Files.exists(note)
                    ? Optional.of(Long.parseLong(Files.readString(note).strip()))
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw new EmbeddedFailure(
                    root.resolve(RESTORED) + " cannot be read (" + e.getMessage() + ")", "restore the backup again");
        }
    }

    /** What follows from the restoration is done. */
    public void settled() {
        FileTree.delete(root.resolve(RESTORED));
    }

    /** Lets others have the directory. Does nothing when called again. */
    @Override
    public void close() {
        release(root, lockFile);
    }

    private static void release(Path root, @Nullable FileChannel channel) {
        try {
            if (channel != null && channel.isOpen()) {
                channel.close();
                OPEN.remove(root);
            } else if (channel == null) {
                OPEN.remove(root);
            }
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "the lock of " + root + " could not be given back (" + e.getMessage() + ")",
                    "check the disk that holds it");
        }
    }

    private static EmbeddedFailure held(Path root) {
        return new EmbeddedFailure(
                "the data directory " + root + " is in use by process " + holder(root),
                "stop that process or name another directory with --data");
    }

    /** Who has it. The file is not touched when it is this process: closing it would give the lock back. */
    private static String holder(Path root) {
        try {
            return OPEN.contains(root)
                    ? Long.toString(ProcessHandle.current().pid())
                    : Files.readString(root.resolve("run/lock")).strip();
        } catch (IOException gone) {
            return "unknown";
        }
    }

    private static EmbeddedFailure unusable(Path directory, IOException e) {
        String why = e instanceof AccessDeniedException ? "permission denied" : e.toString();
        return new EmbeddedFailure(
                "the data directory " + directory + " cannot be written (" + why + ")",
                "run as the user who owns it or name another directory with --data");
    }
}
