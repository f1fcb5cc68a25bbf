package io.muster.server.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.embedded.TestStack;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.postgres.Migrations;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every schema that was ever released migrates to the present one, keeps its data, and lets replicas of that release write
 * on. A new release adds its folder below {@code released}; the folders that are there never change.
 */
final class ReleasedSchemasTest {

    private final Vertx vertx = Vertx.vertx();
    private final TestStack.Database place = TestStack.newDatabase();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private Database schema(String name) {
        Database database = Database.open(
                vertx,
                DatabaseSettings.of(
                        "postgresql://%s:%d/%s".formatted(place.host(), place.port(), place.name()),
                        place.user(),
                        place.password(),
                        name));
        database.update("CREATE SCHEMA IF NOT EXISTS " + name);
        return database;
    }

    @ParameterizedTest
    @CsvSource({"0.1.0, epr", "0.1.0, cm"})
    void migratesAndLetsTheOldReleaseWriteOn(String release, String name) throws IOException {
        Database old = schema(name);
        script(old, "/released/" + release + "/" + name + ".sql");
        script(old, "/released/" + release + "/" + name + "-writes.sql", "1");
        Map<String, Long> before = rows(old);

        migrate(old, name);

        assertThat(rows(old)).containsAllEntriesOf(withoutVersions(before));
        Database fresh = schema(name + "_fresh");
        migrate(fresh, name);
        assertThat(shape(old)).isEqualTo(shape(fresh));
        script(old, "/released/" + release + "/" + name + "-writes.sql", "2");
        assertThat(rows(old).entrySet()).containsAll(twice(before).entrySet());
        old.close();
        fresh.close();
    }

    private static void migrate(Database database, String name) {
        for (Component component : Component.values()) {
            if (component.schema().equals(name)) {
                new Migrations(database, component.folder(), component.neighbour()).migrate();
            }
        }
    }

    /** Tables of which the writes add a row each time. */
    private static Map<String, Long> twice(Map<String, Long> before) {
        Map<String, Long> twice = withoutVersions(before);
        twice.keySet().removeAll(Set.of("feed_lease", "filter_clock", "hash_key"));
        twice.replaceAll((table, count) -> 2 * count);
        twice.values().removeIf(count -> count == 0);
        return twice;
    }

    private static Map<String, Long> withoutVersions(Map<String, Long> rows) {
        Map<String, Long> others = new TreeMap<>(rows);
        others.remove("schema_version");
        return others;
    }

    private static Map<String, Long> rows(Database database) {
        Map<String, Long> rows = new TreeMap<>();
        for (Row row : database.query(
                "SELECT relname::text FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind = 'r'",
                database.schema())) {
            String table = row.getString(0);
            rows.put(
                    table,
                    database.query("SELECT count(*) FROM " + table)
                            .iterator()
                            .next()
                            .getLong(0));
        }
        return rows;
    }

    /** Columns, indexes and constraints in words, without the name of the schema. */
    private static Set<String> shape(Database database) {
        Set<String> shape = new TreeSet<>();
        List<String> questions = List.of(
                "SELECT format('%s.%s %s not null %s default %s', relname, attname, format_type(atttypid, atttypmod),"
                        + " attnotnull, pg_get_expr(adbin, adrelid)) FROM pg_class c JOIN pg_attribute a ON attrelid ="
                        + " c.oid LEFT JOIN pg_attrdef d ON adrelid = c.oid AND adnum = attnum WHERE relnamespace ="
                        + " $1::text::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped",
                "SELECT indexdef FROM pg_indexes WHERE schemaname = $1",
                "SELECT format('%s: %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint"
                        + " WHERE connamespace = $1::text::regnamespace");
        for (String question : questions) {
            database.query(question, database.schema())
                    .forEach(row -> shape.add(row.getString(0).replace(database.schema() + ".", "")));
        }
        assertThat(shape).hasSizeGreaterThan(20);
        return shape;
    }

    private static void script(Database database, String resource) throws IOException {
        script(database, resource, "0");
    }

    private static void script(Database database, String resource, String number) throws IOException {
        try (InputStream in = ReleasedSchemasTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("{n}", number);
            database.inTransaction(tx -> {
                tx.script(sql);
                return true;
            });
        }
    }
}
