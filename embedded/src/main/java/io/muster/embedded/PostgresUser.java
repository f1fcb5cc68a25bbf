package io.muster.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;

/**
 * The user PostgreSQL runs as: it refuses to be root, and a container usually is root. Three ways, the first that fits:
 * the user itself when not root; root under another number inside a user namespace (files keep belonging to root); an
 * unprivileged user, to whom the cluster's files are given.
 */
sealed interface PostgresUser {
    /** Not root: nothing to do. */
    record Itself() implements PostgresUser {}

    /** Root, seen by PostgreSQL as user 1000 of a user namespace. */
    record InNamespace() implements PostgresUser {}

    /**
     * An unprivileged user.
     *
     * @param anyPath keep the right to pass folders closed to this user (a data directory below {@code /root})
     */
    record Unprivileged(int uid, int gid, boolean anyPath) implements PostgresUser {}

    static boolean runningAsRoot() {
        return new UnixSystem().getUid() == 0;
    }

    /** Chooses for a cluster directory that may not exist yet and a folder of programs. */
    static PostgresUser choose(Path cluster, Path programs) throws IOException {
        if (!runningAsRoot()) {
            return new Itself();
        }
        int owner = Files.exists(cluster) ? (Integer) Files.getAttribute(cluster, "unix:uid") : 0;
        if (owner == 0 && open(cluster, 0) && open(programs, 0) && Command.works(namespace("true"))) {
            return new InNamespace();
        }
        if (!Command.works("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true")) {
            throw new EmbeddedFailure(
                    "PostgreSQL refuses to run as root, and neither unshare -U nor setpriv --reuid works here",
                    "run as a normal user, install util-linux, or use your own PostgreSQL with --db-url");
        }
        int uid = owner == 0 ? account(2) : owner;
        int gid = owner == 0 ? account(3) : (Integer) Files.getAttribute(cluster, "unix:gid");
        return new Unprivileged(uid, gid, !open(cluster, uid) || !open(programs, uid));
    }

    /** The command that runs {@code command} as this user. */
    default List<String> running(List<String> command) {
        return switch (this) {
            case Itself() -> ParentThread.endWithParent(command);
            case InNamespace() -> ParentThread.prefixed(List.of(namespace()), ParentThread.endWithParent(command));
            case Unprivileged(int uid, int gid, boolean anyPath) -> {
                List<String> user = List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups");
                // Capabilities survive the change of user only as ambient ones.
                List<String> rights = List.of("--inh-caps=+dac_override", "--ambient-caps=+dac_override");
                yield ParentThread.prefixed(
                        anyPath ? ParentThread.prefixed(user, rights) : user, ParentThread.endWithParent(command));
            }
        };
    }

    /** Gives {@code path} and all below it to this user. */
    default void own(Path path) throws IOException {
        if (this instanceof Unprivileged(int uid, int gid, boolean anyPath)) {
            Path parent = path.toAbsolutePath().getParent();
            if (!anyPath && parent != null && !open(path, uid)) {
                throw new IOException(parent + " cannot be passed by user " + uid);
            }
            Command chown = Command.run(
                    Path.of(System.getProperty("java.io.tmpdir")),
                    Duration.ofMinutes(5),
                    List.of("chown", "-R", uid + ":" + gid, path.toString()));
            if (!chown.succeeded()) {
                throw new IOException(chown.lastLine());
            }
        }
    }

    private static String[] namespace(String... command) {
        return ParentThread.prefixed(List.of("unshare", "-U", "--map-user=1000"), List.of(command))
                .toArray(String[]::new);
    }

    /** Whether a user without special rights can pass all folders above {@code path}. */
    private static boolean open(Path path, int uid) throws IOException {
        for (Path folder = path.toAbsolutePath().getParent(); folder != null; folder = folder.getParent()) {
            if (!Files.exists(folder)) {
                continue;
            }
            var permissions = Files.getPosixFilePermissions(folder);
            boolean owner = (Integer) Files.getAttribute(folder, "unix:uid") == uid;
            if (!permissions.contains(owner ? PosixFilePermission.OWNER_EXECUTE : PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    /** A number of the account "postgres", else of "nobody": field 2 is the user, field 3 the group. */
    private static int account(int field) throws IOException {
        List<String> accounts = Files.readAllLines(Path.of("/etc/passwd"));
        for (String name : List.of("postgres:", "nobody:")) {
            for (String account : accounts) {
                if (account.startsWith(name)) {
                    return Integer.parseInt(account.split(":", -1)[field]);
                }
            }
        }
        return 65534;
    }
}
