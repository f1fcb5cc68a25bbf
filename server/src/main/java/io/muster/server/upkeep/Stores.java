package io.muster.server.upkeep;

import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.OperatedPostgres;
import io.muster.platform.config.Postgres;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.postgres.Migrations;
import io.muster.server.Settings;
import io.muster.server.StartFailure;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The databases of an installation, running or not: the external one that the configuration names, or the one in the data
 * directory. Statements may take an hour, since some count millions of rows.
 */
public final class Stores implements AutoCloseable {

    private static final Duration LONGEST_STATEMENT = Duration.ofHours(1);
    private static final int CONNECTIONS = 3;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Database> schemas = new HashMap<>();
    private final Optional<OperatedPostgres> own;

    private Stores(Optional<OperatedPostgres> own) {
        this.own = own;
    }

    /**
     * Opens those schemas that are there.
     *
     * @throws StartFailure when there is none, or it is of an older release
     * @throws Migrations.NewerSchema when it is of a newer release
     */
    public static Stores open(Settings settings, EmbeddedListener listener) {
        Postgres postgres = settings.postgres();
        Optional<OperatedPostgres> own = postgres.url().isPresent()
                ? Optional.empty()
                : Optional.of(OperatedPostgres.open(settings.process().data().root(), listener));
        return opened(new Stores(own), schema -> postgres.settings(schema)
                .orElseGet(() -> own(postgres, own.orElseThrow(), schema)));
    }

    /** The schemas of this PostgreSQL, which stays open. */
    static Stores of(OperatedPostgres postgres, Settings settings) {
        return opened(new Stores(Optional.empty()), schema -> own(settings.postgres(), postgres, schema));
    }

    private static Stores opened(Stores stores, Function<String, DatabaseSettings> settings) {
        try {
            for (Component component : Component.values()) {
                Database database = stores.schemas.computeIfAbsent(
                        component.schema(), schema -> Database.open(stores.vertx, limited(settings.apply(schema))));
                stores.check(component, database);
            }
            if (stores.schemas.isEmpty()) {
                throw new StartFailure(
                        "the database holds nothing of Muster", "start Muster on it once, or name another one");
            }
            return stores;
        } catch (RuntimeException failure) {
            stores.close();
            throw failure;
        }
    }

    private static DatabaseSettings own(Postgres limits, OperatedPostgres postgres, String schema) {
        String url = "postgresql://%s:%d/%s".formatted(postgres.host(), postgres.port(), postgres.database());
        return limits.own(url, postgres.user(), postgres.password(), schema);
    }

    private static DatabaseSettings limited(DatabaseSettings usual) {
        return new DatabaseSettings(
                usual.url(),
                usual.user(),
                usual.password(),
                usual.schema(),
                CONNECTIONS,
                usual.pipelining(),
                LONGEST_STATEMENT);
    }

    private void check(Component component, Database database) {
        Migrations migrations = new Migrations(database, component.folder(), component.neighbour());
        int present = migrations.present();
        if (present == 0) {
            Optional.ofNullable(schemas.remove(component.schema())).ifPresent(Database::close);
        } else if (present < migrations.known()) {
            throw new StartFailure(
                    "the schema \"%s\" has version %d of %s and this program works with %d"
                            .formatted(component.schema(), present, component.folder(), migrations.known()),
                    "start this release of Muster on it once, which brings it up to date");
        }
    }

    /** The database of one schema; empty when it is not there. */
    public Optional<Database> schema(String name) {
        return Optional.ofNullable(schemas.get(name));
    }

    /** Names of the schemas that are there. */
    public List<String> names() {
        return schemas.keySet().stream().sorted().toList();
    }

    /** The PostgreSQL in the data directory; empty when the configuration names an external one. */
    public Optional<OperatedPostgres> own() {
        return own;
    }

    /** What a backup notes about the schemas: {@code schema.epr.feed} and so on with their versions. */
    Map<String, String> versions() {
        Map<String, String> versions = new HashMap<>();
        for (Component component : Component.values()) {
            schema(component.schema())
                    .ifPresent(database -> versions.put(
                            "schema." + component.schema() + "." + component.folder(),
                            Integer.toString(
                                    new Migrations(database, component.folder(), component.neighbour()).present())));
        }
        return versions;
    }

    @Override
    public void close() {
        schemas.values().forEach(Database::close);
        vertx.close().await();
        own.ifPresent(OperatedPostgres::close);
    }
}
