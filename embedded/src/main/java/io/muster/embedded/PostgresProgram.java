package io.muster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** How the PostgreSQL server is started on a cluster, and how one sees that it serves. */
record PostgresProgram(DataDirectory data, Path programs, PostgresUser user, int port) implements Child.Program {
    private static final int STATUS_LINE = 7;
    private static final Set<String> SERVING = Set.of("ready", "standby");

    @Override
    public String name() {
        return "PostgreSQL";
    }

    /**
     * The pid file is dropped only after all processes on this directory are gone, and while the directory is locked:
     * PostgreSQL's own check is fooled by a stranger with the same pid.
     */
    @Override
    public void prepare() throws IOException, InterruptedException {
        Leftovers.end("postgres", data.postgres());
        Files.deleteIfExists(pidFile());
    }

    @Override
    public List<String> command() {
        return ParentThread.inOwnSession(user.running(List.of(
                programs.resolve("bin/postgres").toString(),
                "-D",
                data.postgres().toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=" + Loopback.HOST,
                "-c",
                "unix_socket_directories=")));
    }

    @Override
    public Path directory() {
        return data.run();
    }

    @Override
    public Path log() {
        return data.run().resolve("postgres.log");
    }

    /** The server itself notes its state in the pid file, as pg_ctl reads it; a standby is ready when it is one. */
    @Override
    public boolean ready(long pid) throws IOException {
        try {
            List<String> lines = Files.readAllLines(pidFile());
            return lines.size() > STATUS_LINE
                    && lines.get(0).equals(Long.toString(pid))
                    && SERVING.contains(lines.get(STATUS_LINE).strip());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Path pidFile() {
        return data.postgres().resolve("postmaster.pid");
    }
}
