package io.muster.server.transfer;

import io.muster.epr.transfer.PrefixHash;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a file into records: lines, or, where line breaks may stand in quotation marks, as many lines as belong together.
 * Knows where each of them begins and the hash of all that was read, so that somebody can go on from there later.
 *
 * <p>A record that is too long is cut at the end of its first line: a quotation mark that is never closed costs that line
 * and not the rest of the file.
 */
final class RecordReader implements AutoCloseable {

    /** Bytes of the longest record; what a request over HTTP may hold. */
    static final int LONGEST = 1 << 20;

    private static final int STEP = 1 << 16;

    private final InputStream in;
    private final boolean quotes;
    private final MessageDigest digest = sha256();
    private final byte[] buffer = new byte[LONGEST + STEP];
    private int from;
    private int to;
    private long offset;
    private long line;

    /**
     * A record.
     *
     * @param line number of its first line, from 1
     * @param begin its first byte in the file
     * @param bytes without the line break; a part of them when it is too long
     */
    record Piece(long line, long begin, byte[] bytes, boolean tooLong) {}

    /** @param quotes whether line breaks between quotation marks belong to the record */
    RecordReader(Path file, boolean quotes) throws IOException {
        this.in = new FileInputStream(file.toFile());
        this.quotes = quotes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java runtime has SHA-256", missing);
        }
    }

    /** Reads up to a place without looking for records; returns whether the file is that long. */
    boolean skipTo(long wanted, long linesBefore) throws IOException {
        while (offset < wanted) {
            if (from == to && !fill()) {
                return false;
            }
            consume((int) Math.min(wanted - offset, to - from));
        }
        line = linesBefore;
        return true;
    }

    /** First byte that is not read. */
    long offset() {
        return offset;
    }

    /** Lines before that. */
    long lines() {
        return line;
    }

    /** Hash of everything before that. */
    PrefixHash hash() {
        try {
            return PrefixHash.of(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException unusual) {
            throw new IllegalStateException("The SHA-256 of this Java runtime cannot be copied", unusual);
        }
    }

    /** The next record; empty at the end of the file. */
    Optional<Piece> next() throws IOException {
        int scanned = 0;
        int breaks = 0;
        int firstBreak = -1;
        boolean quoted = false;
        while (true) {
            if (from + scanned == to && !fill()) {
                return scanned == 0 ? Optional.empty() : Optional.of(piece(scanned, breaks + 1, false));
            }
            byte one = buffer[from + scanned++];
            if (one == '\n') {
                breaks++;
                firstBreak = firstBreak < 0 ? scanned : firstBreak;
                if (!quoted) {
                    return Optional.of(piece(scanned, breaks, false));
                }
            } else if (one == '"' && quotes) {
                quoted = !quoted;
            }
            if (scanned > LONGEST) {
                return Optional.of(firstBreak < 0 ? rest(scanned) : piece(firstBreak, 1, true));
            }
        }
    }

    /** A line without an end within sight: what follows of it is read and forgotten. */
    private Piece rest(int scanned) throws IOException {
        Piece piece = piece(scanned, 0, true);
        while (from < to || fill()) {
            for (int length = 1; length <= to - from; length++) {
                if (buffer[from + length - 1] == '\n') {
                    consume(length);
                    line++;
                    return piece;
                }
            }
            consume(to - from);
        }
        line++;
        return piece;
    }

    private Piece piece(int length, int lines, boolean tooLong) {
        int end = from + length;
        while (end > from && (buffer[end - 1] == '\n' || buffer[end - 1] == '\r')) {
            end--;
        }
        Piece piece = new Piece(line + 1, offset, Arrays.copyOfRange(buffer, from, end), tooLong);
        consume(length);
        line += lines;
        return piece;
    }

    private void consume(int length) {
        digest.update(buffer, from, length);
        from += length;
        offset += length;
    }

    private boolean fill() throws IOException {
        if (from == to) {
            from = 0;
            to = 0;
        } else if (buffer.length - to < STEP) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        int count = in.read(buffer, to, Math.min(STEP, buffer.length - to));
        to += Math.max(0, count);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
