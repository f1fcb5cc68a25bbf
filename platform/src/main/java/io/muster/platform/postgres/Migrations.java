package io.muster.platform.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema of a service up to date: forward only, one file per step, each in a transaction of its own together
 * with the note that it ran.
 *
 * <p>Steps are resources {@code migrations/<component>/V0001.sql}, {@code V0002.sql} and so on, without gaps; a schema may
 * be built from several components. Replicas that start together wait for
 * each other on an advisory lock. A database that holds a newer step than this program knows is refused, since an older
 * program must not write to it.
 *
 * <p>Replicas of the release before go on working meanwhile, hence a step only adds what they need not know; what they use
 * is taken away by a later release. A step takes as long as it takes, but never waits long for a lock: whoever comes after
 * it would wait as well. It gives up and tries again instead.
 *
 * <p>An own runner of a page rather than a library: those speak JDBC, which would bring a second driver and pool, and
 * cost more at start than all of the migrations.
 */
public final class Migrations {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /** How long a database is waited for that is there but slow, as all are while a machine is busy starting programs. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Two seconds each: five minutes. */
    private static final int ATTEMPTS = 150;

    private static final Duration LOCK_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_STEP = Duration.ofHours(12);

    private final Database database;
    private final String component;
    private final Class<?> neighbour;

    /**
     * @param component folder of the steps below {@code migrations/}
     * @param neighbour a class from the module that holds them
     */
    public Migrations(Database database, String component, Class<?> neighbour) {
        this.database = database;
        this.component = component;
        this.neighbour = neighbour;
    }

    /**
     * Applies what is missing and returns the resulting version.
     *
     * @throws NewerSchema when the database was written by a newer program
     */
    public int migrate() {
        List<String> steps = steps();
        for (int version = begin(steps.size()); version < steps.size(); version++) {
            apply(version + 1, steps.get(version));
        }
        return steps.size();
    }

    private int begin(int known) {
        long began = System.nanoTime();
        while (true) {
            try {
                return prepare(known);
            } catch (DatabaseFailure failure) {
                if (!failure.slow() || System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw failure;
                }
                LOG.warn("The database does not answer in time; asking it again");
            }
        }
    }

    /** The newest version that this program knows. */
    public int known() {
        return steps().size();
    }

    /**
     * The version that the database has, 0 for none; changes nothing.
     *
     * @throws NewerSchema when the database was written by a newer program
     */
    public int present() {
        String table = database.schema() + ".schema_version";
        boolean any = database.query("SELECT to_regclass($1) IS NOT NULL", table)
                .iterator()
                .next()
                .getBoolean(0);
        int version = any
                ? database.query("SELECT coalesce(max(version), 0) FROM " + table + " WHERE component = $1", component)
                        .iterator()
                        .next()
                        .getInteger(0)
                : 0;
        if (version > known()) {
            throw new NewerSchema(database.schema() + "." + component, version, known());
        }
        return version;
    }

    private int prepare(int known) {
        return database.inTransaction(usual -> {
            Database.Transaction tx = patient(usual);
            lock(tx);
            String schema = database.schema();
            tx.script("CREATE SCHEMA IF NOT EXISTS " + schema);
            tx.script("CREATE TABLE IF NOT EXISTS " + schema + ".schema_version ("
                    + "component text, version int, applied_at timestamptz NOT NULL DEFAULT now(), "
                    + "PRIMARY KEY (component, version))");
            int version = version(tx);
            if (version > known) {
                throw new NewerSchema(schema + "." + component, version, known);
            }
            return version;
        });
    }

    private void apply(int version, String sql) {
        for (int attempt = 1; ; attempt++) {
            try {
                applyOnce(version, sql);
                return;
            } catch (DatabaseFailure failure) {
                if (!failure.lockBusy() || attempt >= ATTEMPTS) {
                    throw failure;
                }
                LOG.info(
                        "Schema {}, {}: others use what is to be migrated; trying again", database.schema(), component);
            }
        }
    }

    private void applyOnce(int version, String sql) {
        database.inTransaction(usual -> {
            Database.Transaction tx = patient(usual);
            lock(tx);
            if (version(tx) < version) {
                tx.script("SET LOCAL lock_timeout = '" + LOCK_WAIT.toMillis() + "ms'");
                tx.script(sql);
                tx.update("INSERT INTO schema_version (component, version) VALUES ($1, $2)", component, version);
                LOG.info("Schema {}, {}: migrated to version {}", database.schema(), component, version);
            }
            return version;
        });
    }

    private int version(Database.Transaction tx) {
        return tx.query("SELECT coalesce(max(version), 0) FROM schema_version WHERE component = $1", component)
                .iterator()
                .next()
                .getInteger(0);
    }

    /** A step may rewrite a large table, and whoever waits for another replica's step waits as long. */
    private static Database.Transaction patient(Database.Transaction usual) {
        return usual.waitingUpTo(LONGEST_STEP);
    }

    private void lock(Database.Transaction tx) {
        tx.script("SET LOCAL statement_timeout = 0");
        tx.query("SELECT pg_advisory_xact_lock(hashtext($1))", "muster.migrations." + database.schema());
    }

    private List<String> steps() {
        List<String> steps = new ArrayList<>();
        for (Optional<String> step = step(1); step.isPresent(); step = step(steps.size() + 1)) {
            steps.add(step.get());
        }
        return steps;
    }

    private Optional<String> step(int number) {
        String name = "/migrations/%s/V%04d.sql".formatted(component, number);
        try (InputStream in = neighbour.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }

    /** The database was written by a newer program. */
    public static final class NewerSchema extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NewerSchema(String schema, int found, int known) {
            super(("The database schema \"%s\" has version %d, but this program knows only up to %d: "
                            + "start the newer release that wrote it, or use another database")
                    .formatted(schema, found, known));
        }
    }
}
