package io.muster.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs, unpacked once per archive from the class path into a folder named by its checksum. */
final class PostgresBinaries {
    /** The major version of the archive, which decides what data directories can be opened. */
    static final int MAJOR = 18;

    private static final String COMPLETE = ".complete";

    private PostgresBinaries() {}

    /** Returns the folder that holds {@code bin}, {@code lib} and {@code share}. */
    static Path unpack(Path cache, EmbeddedListener listener) {
        String name = archive();
        URL resource = PostgresBinaries.class.getResource("/" + name);
        if (resource == null) {
            throw new EmbeddedFailure(
                    "this build carries no PostgreSQL for this machine (" + name + ")",
                    "build Muster on this machine, or use your own PostgreSQL with --db-url");
        }
        try {
            Path folder = cache.resolve("postgres-" + MAJOR + "-" + checksum(resource));
            if (complete(folder)) {
                return folder;
            }
            listener.progress("Unpacking PostgreSQL " + MAJOR + " into " + folder);
            FileTree.delete(folder);
            FileTree.directory(cache, "rwxr-xr-x");
            Path draft = Files.createTempDirectory(cache, "unpacking-");
            try (InputStream in = resource.openStream()) {
                extract(in, draft);
                Files.writeString(draft.resolve(COMPLETE), Long.toString(size(draft)));
                FileTree.directory(draft, "rwxr-xr-x");
                FileTree.publish(draft, folder);
            } finally {
                FileTree.delete(draft);
            }
            return folder;
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "PostgreSQL cannot be unpacked into " + cache + " (" + e.getMessage() + ")",
                    "make room there (60 MB) or name a writable folder in XDG_CACHE_HOME");
        }
    }

    private static String archive() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch");
        boolean arm = machine.equals("aarch64") || machine.equals("arm64");
        return "postgres-" + system + "-" + (arm ? "arm_64" : "x86_64") + ".txz";
    }

    /** The checksum the jar already carries; reading 15 MB at each start would cost more than PostgreSQL's start. */
    private static String checksum(URL resource) throws IOException {
        if (resource.openConnection() instanceof JarURLConnection jar) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        return Long.toHexString(resource.openConnection().getContentLengthLong());
    }

    /** A crash of the machine may leave files shorter than they were written, hence the sum of all sizes. */
    private static boolean complete(Path folder) throws IOException {
        Path stamp = folder.resolve(COMPLETE);
        return Files.exists(stamp) && Files.readString(stamp).equals(Long.toString(size(folder)));
    }

    private static long size(Path folder) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file) && !file.endsWith(COMPLETE)) {
                    sum += Files.size(file);
                }
            }
        }
        return sum;
    }

    private static void extract(InputStream in, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("the archive names a path outside itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    FileTree.directory(path, "rwxr-xr-x");
                    continue;
                }
                Path folder = path.getParent();
                if (folder != null && !Files.isDirectory(folder)) {
                    FileTree.directory(folder, "rwxr-xr-x");
                }
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.createLink(path, target.resolve(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    boolean program = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }
}
