package io.muster.embedded;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Copies an installation into one file while it works: the PostgreSQL cluster and the secrets that belong to it.
 *
 * <p>It is PostgreSQL's own base backup. Between {@code pg_backup_start} and {@code pg_backup_stop} the files are copied
 * while they change; the log of that time, kept by a replication slot of this session, goes along, and whoever starts the
 * copy replays it. So the copy is the database as of one moment, the end of the backup, and writers are never stopped.
 *
 * <p>Events that NATS keeps are not part of it: changes whose events are not out are in the database and are told after a
 * restore, those told before were told.
 */
public final class Backup {
    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");
    private static final int HEX = 16;
    private static final int TIMELINE_DIGITS = 8;

    /** Kept as empty folders: what they hold is of no use to another server. */
    private static final Set<String> EMPTY = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    /** Belongs to the running server, or is written anew; the control file comes last. */
    private static final Set<String> LEFT_OUT = Set.of(
            "postmaster.pid",
            "postmaster.opts",
            "backup_label",
            "tablespace_map",
            "global/pg_control",
            "postgresql.auto.conf.tmp",
            "current_logfiles.tmp");

    private final OperatedPostgres postgres;
    private final BackupArchive archive;

    private Backup(OperatedPostgres postgres, BackupArchive archive) {
        this.postgres = postgres;
        this.archive = archive;
    }

    /**
     * Writes a backup that only its owner may read. It has its name only when it is complete.
     *
     * @param file must not exist
     * @param notes what the program wants to know when it is restored; no secrets, no line breaks
     * @return size of the file in bytes
     * @throws EmbeddedFailure if it cannot be written; nothing is left behind then
     */
    public static long write(OperatedPostgres postgres, Path file, Map<String, String> notes) {
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            try (BackupArchive archive = BackupArchive.begin(file);
                    AdminConnection admin = postgres.admin()) {
                archive.text(
                        BackupArchive.MANIFEST,
                        Manifest.of(notes, Instant.now().toString()).text());
                new Backup(postgres, archive).copy(admin);
                return archive.complete();
            }
        } catch (FileAlreadyExistsException e) {
            throw new EmbeddedFailure(file + " exists already", "name another file, or move that one away");
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "the backup cannot be written to " + file + " (" + e.getMessage() + ")",
                    "check the room on that disk and the permissions of the folder");
        }
    }

    private void copy(AdminConnection admin) throws IOException {
        Path cluster = postgres.root().resolve("postgres");
        // Holds back the log until it is copied; gone with this session, however it ends.
        String slot = "muster_backup_" + Long.toUnsignedString(new SecureRandom().nextLong(), HEX);
        admin.run("SELECT pg_create_physical_replication_slot('" + slot + "', true, true)");
        String first = only(admin.rows("SELECT pg_walfile_name(pg_backup_start('muster', true))"));
        archive.directory("postgres");
        walk(cluster, cluster);
        archive.file("postgres/global/pg_control", cluster.resolve("global/pg_control"));
        List<String> end = admin.rows("SELECT pg_walfile_name(lsn), labelfile, spcmapfile FROM pg_backup_stop(false)")
                .getFirst();
        if (!end.get(2).isBlank()) {
            throw new IOException("the cluster has tablespaces outside of its directory, which are not backed up");
        }
        log(cluster.resolve("pg_wal"), first, end.get(0));
        archive.text("postgres/backup_label", end.get(1));
        secrets();
    }

    private void walk(Path cluster, Path folder) throws IOException {
        for (Path path : listed(folder)) {
            String name = cluster.relativize(path).toString();
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                if (!path.getFileName().toString().startsWith("pgsql_tmp")) {
                    archive.directory("postgres/" + name);
                    if (EMPTY.contains(name)) {
                        continue;
                    }
                    walk(cluster, path);
                }
            } else if (!LEFT_OUT.contains(name) && !temporary(path.getFileName().toString())) {
                archive.file("postgres/" + name, path);
            }
        }
    }

    private static boolean temporary(String name) {
        return name.startsWith("pgsql_tmp") || name.startsWith("pg_internal.init");
    }

    private static List<Path> listed(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (NoSuchFileException dropped) {
            return List.of();
        }
    }

    /** The log from the first segment to the last, which must be complete. */
    private void log(Path folder, String first, String last) throws IOException {
        archive.directory("postgres/pg_wal/archive_status");
        List<Path> segments = listed(folder).stream()
                .filter(path -> {
                    String name = path.getFileName().toString();
                    return SEGMENT.matcher(name).matches() && name.compareTo(first) >= 0 && name.compareTo(last) <= 0;
                })
                .toList();
        if (segments.size() != number(last) - number(first) + 1) {
            throw new IOException("the log of the database from " + first + " to " + last + " is not complete");
        }
        for (Path segment : segments) {
            archive.file("postgres/pg_wal/" + segment.getFileName(), segment);
        }
    }

    /** Segments are counted by the last 8 digits up to 255, and then by the 8 before. */
    private static long number(String segment) {
        long high = Long.parseLong(segment.substring(TIMELINE_DIGITS, 2 * TIMELINE_DIGITS), HEX);
        return high * 256 + Long.parseLong(segment.substring(2 * TIMELINE_DIGITS), HEX);
    }

    private void secrets() throws IOException {
        archive.directory("secrets");
        for (Path secret : listed(postgres.root().resolve("secrets"))) {
            if (Files.isRegularFile(secret, LinkOption.NOFOLLOW_LINKS)) {
                archive.file("secrets/" + secret.getFileName(), secret);
            }
        }
    }

    private static String only(List<List<String>> rows) {
        return rows.getFirst().getFirst();
    }
}
