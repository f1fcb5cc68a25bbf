package io.muster.cm.secret;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The hash key of an installation that configures none: a file next to its database. */
public final class HashKeyFile {

    private static final int RANDOM_BYTES = 32;

    private HashKeyFile() {}

    /**
     * Reads the key, or makes one of 256 random bits that only the owner of the file can read. Losing the file makes
     * every stored token useless, so it belongs into the backup of the database.
     */
    public static HashKey readOrMake(Path file) throws IOException {
        if (!Files.exists(file)) {
            make(file);
        }
        return HashKey.of(Files.readString(file).strip());
    }

    /** Written beside and linked into place, so that a crash leaves either no file or a whole one. */
    private static void make(Path file) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        Path directory = file.toAbsolutePath().normalize().getParent();
        Path fresh = Files.createTempFile(
                directory,
                ".hash-key",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
            if (!Files.exists(file)) {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (FileAlreadyExistsException madeMeanwhile) {
            // Another process was faster: its key counts.
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
