package io.muster.server.transfer;

import io.muster.server.StartFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;

/**
 * A file that an import writes beside its transactions: what a transaction is about is on disk before it commits, and is
 * taken back when it does not. The file comes to be when there is something to write, for its owner's eyes only.
 */
final class OutputFile implements AutoCloseable {

    private final Path file;
    private final String head;
    private final StringBuilder waiting = new StringBuilder();
    private Optional<FileChannel> channel = Optional.empty();

    /** @param head what stands before all lines */
    OutputFile(Path file, String head) {
        this.file = file;
        this.head = head;
    }

    Path path() {
        return file;
    }

    /** @throws StartFailure when there is something in it that a new import would destroy */
    void mustBeNew(String option) {
        try {
            if (Files.exists(file) && Files.size(file) > 0) {
                throw new StartFailure(
                        file + " exists", "move it away, or name another file with " + option + ": it may be needed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets what was written behind the first {@code length} bytes. */
    void cutTo(long length) throws IOException {
        waiting.setLength(0);
        if (Files.exists(file)) {
            opened().truncate(length);
        }
    }

    void append(String line) {
        waiting.append(line);
    }

    /** Brings everything to the disk; returns the length of the file. */
    long force() throws IOException {
        if (waiting.isEmpty()) {
            return channel.isPresent() ? channel.get().size() : 0;
        }
        FileChannel open = opened();
        String text = (open.size() == 0 ? head : "") + waiting;
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        open.position(open.size());
        while (bytes.hasRemaining()) {
            open.write(bytes);
        }
        open.force(false);
        waiting.setLength(0);
        return open.size();
    }

    private FileChannel opened() throws IOException {
        if (channel.isEmpty()) {
            channel = Optional.of(FileChannel.open(
                    file,
                    EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        }
        return channel.get();
    }

    @Override
    public void close() throws IOException {
        if (channel.isPresent()) {
            channel.get().close();
        }
    }
}
