package io.muster.server.transfer;

import java.nio.file.Path;

/**
 * What is to be imported, and how.
 *
 * @param tokens file that gets tokens and IDs that were made
 * @param errors file that gets the lines that were refused, and why
 * @param batch lines of a transaction
 * @param stopAtError whether the first refused line ends it; what stands before that line is registered
 * @param restart whether to begin with the first line although an earlier import has dealt with some
 * @param mostWaiting changes that may wait to be published before the import waits for the replicas
 */
public record ImportPlan(
        Path file,
        Form form,
        Path tokens,
        Path errors,
        int batch,
        boolean stopAtError,
        boolean restart,
        long mostWaiting) {

    /** Lines of a transaction unless told otherwise. */
    public static final int BATCH = 2_000;

    /** Changes that may wait unless told otherwise. */
    public static final long MOST_WAITING = 100_000;

    /** The usual way: files beside the imported one, everything that can be registered is. */
    public static ImportPlan of(Path file) {
        return new ImportPlan(
                file,
                Form.of(file),
                Path.of(file + ".tokens"),
                Path.of(file + ".errors"),
                BATCH,
                false,
                false,
                MOST_WAITING);
    }
}
