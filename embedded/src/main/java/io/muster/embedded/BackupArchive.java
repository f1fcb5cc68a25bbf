package io.muster.embedded;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A backup while it is written: a compressed tar of {@code MANIFEST}, the files, and at its end {@code SHA256SUMS} over
 * all of them. Only its owner may read it, and it gets its name when it is complete and on disk.
 */
final class BackupArchive implements AutoCloseable {
    static final String MANIFEST = "MANIFEST";
    static final String SUMS = "SHA256SUMS";

    private static final int BUFFER = 1 << 20;
    private static final int PRIVATE = 0600;
    private static final int PRIVATE_DIRECTORY = 0700;

    private final Path file;
    private final Path draft;
    private final FileChannel channel;
    private final TarArchiveOutputStream tar;
    private final Map<String, String> sums = new TreeMap<>();
    private final byte[] buffer = new byte[BUFFER];
    private boolean complete;

    private BackupArchive(Path file, Path draft, FileChannel channel) throws IOException {
        this.file = file;
        this.draft = draft;
        this.channel = channel;
        // The disk, not the processor, should be the limit.
        GZIPOutputStream zipped =
                new GZIPOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER), BUFFER) {
                    {
                        def.setLevel(Deflater.BEST_SPEED);
                    }
                };
        this.tar = new TarArchiveOutputStream(zipped, StandardCharsets.UTF_8.name());
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    /** Begins one beside its final name. */
    static BackupArchive begin(Path file) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + ".unfinished-"
                + ProcessHandle.current().pid());
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new BackupArchive(file, draft, FileChannel.open(draft, StandardOpenOption.WRITE));
    }

    void text(String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        begin(name, bytes.length);
        MessageDigest digest = Sha256.digest();
        put(bytes, bytes.length, digest);
        end(name, digest);
    }

    void directory(String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name + "/");
        entry.setMode(PRIVATE_DIRECTORY);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    /**
     * Adds a file that may be written at the same time: as long as it was when it was opened. What was cut off meanwhile is
     * filled with zeros, and a file that is gone is left out; the log of the database knows of both.
     */
    void file(String name, Path source) throws IOException {
        try (FileChannel opened = FileChannel.open(source, StandardOpenOption.READ)) {
            long size = opened.size();
            InputStream in = Channels.newInputStream(opened);
            begin(name, size);
            MessageDigest digest = Sha256.digest();
            for (long left = size; left > 0; ) {
                int wanted = (int) Math.min(left, buffer.length);
                int read = in.read(buffer, 0, wanted);
                if (read < 0) {
                    java.util.Arrays.fill(buffer, 0, wanted, (byte) 0);
                    read = wanted;
                }
                put(buffer, read, digest);
                left -= read;
            }
            end(name, digest);
        } catch (NoSuchFileException gone) {
            // Dropped after its folder was listed.
            return;
        }
    }

    /** Completes the archive and gives it its name; returns its size in bytes. */
    long complete() throws IOException {
        StringBuilder lines = new StringBuilder();
        sums.forEach((name, sum) -> lines.append(sum).append("  ").append(name).append('\n'));
        text(SUMS, lines.toString());
        tar.finish();
        tar.flush();
        tar.close();
        try (FileChannel written = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        long size = Files.size(draft);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        FileTree.force(FileTree.folderOf(file));
        complete = true;
        return size;
    }

    private void begin(String name, long size) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(PRIVATE);
        tar.putArchiveEntry(entry);
    }

    private void put(byte[] bytes, int length, MessageDigest digest) throws IOException {
        tar.write(bytes, 0, length);
        digest.update(bytes, 0, length);
    }

    private void end(String name, MessageDigest digest) throws IOException {
        tar.closeArchiveEntry();
        sums.put(name, Sha256.text(digest));
    }

    /** Drops what is not complete. */
    @Override
    public void close() throws IOException {
        if (!complete) {
            channel.close();
            Files.deleteIfExists(draft);
        }
    }
}
