package io.muster.epr.transfer;

import java.util.UUID;

/**
 * How far an import is.
 *
 * @param read bytes of the file that are dealt with
 * @param prefixHash SHA-256 of those bytes: by it the file is known again, wherever it lies
 * @param lines lines in those bytes
 * @param registered endpoints that were registered
 * @param refused lines that were refused
 * @param tokensLength bytes of the file of made tokens that belong to them
 * @param errorsLength bytes of the file of refused lines that belong to them
 */
public record ImportRun(
        UUID id,
        long read,
        PrefixHash prefixHash,
        long lines,
        long registered,
        long refused,
        long tokensLength,
        long errorsLength) {

    /** One that has not begun. */
    public static ImportRun fresh(UUID id, PrefixHash ofNothing) {
        return new ImportRun(id, 0, ofNothing, 0, 0, 0, 0, 0);
    }

    /** Its name among registrations under way. */
    public String attempt() {
        return "import-" + id;
    }
}
