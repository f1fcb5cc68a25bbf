package io.muster.platform.config;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** A key of an installation that configures none: a file next to its database. */
public final class KeyFile {

    private static final int RANDOM_BYTES = 32;

    private KeyFile() {}

    /**
     * Reads the key, or makes one of 256 random bits that only the owner of the file can read. Losing the file makes
     * useless what was stored with it, such as the hashes of endpoint tokens, so it belongs into the backup of the
     * database.
     */
    public static Secret readOrMake(Path file) throws IOException {
        if (!Files.exists(file)) {
            make(file);
        }
        return new Secret(Files.readString(file).strip());
    }

    /** Written beside and linked into place, so that a crash leaves either no file or a whole one. */
    private static void make(Path file) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        Path directory = file.toAbsolutePath().normalize().getParent();
        Path fresh = Files.createTempFile(
                directory,
                ".key",
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
