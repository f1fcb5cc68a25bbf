package io.muster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of one PostgreSQL cluster: made in a folder beside, and given its name only when complete. */
final class PostgresCluster {
    /** The role that made the cluster; the program itself connects as an ordinary owner of its database. */
    static final String ADMIN = "postgres";

    /**
     * Written once into postgresql.conf, with {@link PostgresSizes}; an operator may change them there. Errors of
     * statements stay out of the log: they would quote values, secrets among them.
     */
    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.ofEntries(
            Map.entry("max_connections", "100"),
            Map.entry("wal_level", "replica"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("fsync", "on"),
            Map.entry("random_page_cost", "1.1"),
            // Change records come and go by thousands in a second; whoever looks for the next ones passes what is left
            // of all that went since they were last cleared away.
            Map.entry("autovacuum_naptime", "10s"),
            Map.entry("log_min_messages", "log"),
            Map.entry("log_checkpoints", "off"),
            Map.entry("log_error_verbosity", "terse")));

    private PostgresCluster() {}

    /** Makes the cluster if there is none, and checks that these programs can open it. */
    static void ensure(DataDirectory data, Path programs, PostgresUser user, String password, EmbeddedListener listener)
            throws IOException {
        Path cluster = data.postgres();
        Path draft = data.root().resolve("postgres.init");
        // Whatever has this name is what a killed start left behind.
        FileTree.delete(draft);
        if (!Files.exists(cluster.resolve("PG_VERSION"))) {
            refuseForeign(cluster);
            listener.progress("Making the database in " + cluster);
            make(data, programs, user, password, draft);
            Files.move(draft, cluster, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        }
        int version =
                Integer.parseInt(Files.readString(cluster.resolve("PG_VERSION")).strip());
        if (version != PostgresBinaries.MAJOR) {
            throw new EmbeddedFailure(
                    "the database in " + cluster + " was made by PostgreSQL " + version + ", this Muster carries "
                            + PostgresBinaries.MAJOR,
                    "start the Muster release that made it, or convert it with pg_upgrade to version "
                            + PostgresBinaries.MAJOR);
        }
    }

    private static void make(DataDirectory data, Path programs, PostgresUser user, String password, Path draft)
            throws IOException {
        Path passwordFile = data.root().resolve("postgres.init.password");
        try {
            FileTree.directory(draft, "rwx------");
            user.own(draft);
            FileTree.writePrivately(passwordFile, password + "\n");
            user.own(passwordFile);
            List<String> command = new ArrayList<>(List.of(
                    programs.resolve("bin/initdb").toString(),
                    "--pgdata=" + draft,
                    "--username=" + ADMIN,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    // The collation of PostgreSQL itself: the same order on every system and after every update of it.
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--data-checksums"));
            Map<String, String> settings = new TreeMap<>(SETTINGS);
            settings.putAll(PostgresSizes.here().settings());
            settings.forEach((name, value) -> {
                command.add("--set");
                command.add(name + "=" + value);
            });
            Command initdb = Command.run(data.run(), Duration.ofMinutes(5), user.running(command));
            if (!initdb.succeeded()) {
                throw new EmbeddedFailure(
                        "the database cannot be made in " + data.root() + " (" + reason(initdb) + ")",
                        initdb.output().contains("No space left")
                                ? "free at least 100 MB on that disk"
                                : "check the disk and the permissions of the directory, or use your own PostgreSQL"
                                        + " with --db-url");
            }
        } finally {
            FileTree.delete(passwordFile);
        }
    }

    private static String reason(Command initdb) {
        return initdb.output()
                .lines()
                .filter(line -> line.contains("rror:") || line.contains("FATAL") || line.contains("No space"))
                .findFirst()
                .orElse(initdb.lastLine());
    }

    private static void refuseForeign(Path cluster) throws IOException {
        if (!Files.exists(cluster)) {
            return;
        }
        try (var entries = Files.list(cluster)) {
            if (entries.findAny().isPresent()) {
                throw new EmbeddedFailure(
                        cluster + " is not a PostgreSQL data directory but is not empty",
                        "restore it from a backup, or move it away to start with an empty database");
            }
        }
        Files.delete(cluster);
    }
}
