package io.muster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Children of a parent that was killed. Found by what they are, not by a pid in a file, which may be stale and name a
 * stranger: the program's name, and the directory it works in (both programs are started in their own one).
 */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final Path PROC = Path.of("/proc");

    private Leftovers() {}

    /** Ends every process of this {@code program} that works in {@code directory}, and returns when all are gone. */
    static void end(String program, Path directory) throws InterruptedException {
        List<ProcessHandle> found = find(program, directory);
        for (ProcessHandle process : found) {
            // Ending the server takes its own children with it.
            if (directory(process.pid()).isPresent() || !onLinux()) {
                LOG.info("Ending {} with pid {}, left over by a Muster that was killed", program, process.pid());
                Signals.end(process, Duration.ofSeconds(20));
            }
        }
    }

    /** The processes of this {@code program} that work in {@code directory}, the oldest first. */
    static List<ProcessHandle> find(String program, Path directory) {
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self)
                .filter(process -> onLinux()
                        ? program.equals(name(process.pid()))
                                && directory(process.pid()).equals(Optional.of(directory))
                        : names(process, program, directory))
                .sorted((a, b) -> Long.compare(a.pid(), b.pid()))
                .toList();
    }

    static boolean onLinux() {
        return Files.isDirectory(Path.of("/proc/self"));
    }

    /** The working directory; empty for a zombie, a process of another user, or one that is gone. */
    static Optional<Path> directory(long pid) {
        try {
            return Optional.of(Files.readSymbolicLink(PROC.resolve(pid + "/cwd")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String name(long pid) {
        try {
            return Files.readString(PROC.resolve(pid + "/comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean names(ProcessHandle process, String program, Path directory) {
        String line = process.info().commandLine().orElse("");
        return line.contains(program) && line.contains(directory.toString());
    }
}
