package io.muster.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        Path root;
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                FileTree.directory(directory, "rwx------");
            }
            root = directory.toRealPath();
            for (String part : new String[] {"run", "secrets", "nats"}) {
                FileTree.directory(root.resolve(part), "rwx------");
            }
        } catch (IOException e) {
            throw unusable(directory, e);
        }
        if (!OPEN.add(root)) {
            throw held(root, Long.toString(ProcessHandle.current().pid()));
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
                throw held(root, content(channel));
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
            return new DataDirectory(root, channel);
        } catch (IOException e) {
            release(root, channel);
            throw unusable(directory, e);
        } catch (EmbeddedFailure e) {
            release(root, channel);
            throw e;
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

    private static String content(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
    }

    private static EmbeddedFailure held(Path root, String pid) {
        return new EmbeddedFailure(
                "the data directory " + root + " is in use by process " + pid,
                "stop that process or name another directory with --data");
    }

    private static EmbeddedFailure unusable(Path directory, IOException e) {
        String why = e instanceof AccessDeniedException ? "permission denied" : e.toString();
        return new EmbeddedFailure(
                "the data directory " + directory + " cannot be written (" + why + ")",
                "run as the user who owns it or name another directory with --data");
    }
}
