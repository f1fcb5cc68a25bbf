package io.muster.server.upkeep;

import io.muster.embedded.Backup;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.OperatedPostgres;
import io.muster.embedded.Restore;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.Migrations;
import io.muster.server.Settings;
import io.muster.server.StartFailure;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Backups of an embedded installation, and what they need to know about its schemas. */
public final class Copies {

    private static final String KEY_CONFIGURED = "token-hash-key";
    private static final String SCHEMA = "schema.";

    private Copies() {}

    /**
     * Writes a backup, while Muster runs or not.
     *
     * @return size of the file in bytes
     * @throws StartFailure when the database is an external one
     */
    public static long backUp(Settings settings, Path file, EmbeddedListener listener) {
        try (Stores stores = Stores.open(settings, listener)) {
            OperatedPostgres postgres = stores.own()
                    .orElseThrow(() -> new StartFailure(
                            "the database is an external one, of which Muster takes no backups",
                            "use pg_dump or pg_basebackup, see docs/reliability.md"));
            Map<String, String> notes = new HashMap<>(stores.versions());
            notes.put(KEY_CONFIGURED, settings.credentials().tokenHashKey().isPresent() ? "configured" : "included");
            return Backup.write(postgres, file, notes);
        }
    }

    /**
     * Makes the data directory that the configuration names from a backup.
     *
     * @return whether the configuration has to provide the key of the token hashes, because it did when the backup was made
     * @throws Migrations.NewerSchema when the backup was made by a newer release
     */
    public static boolean restore(Settings settings, Path file, EmbeddedListener listener) {
        if (settings.postgres().url().isPresent()) {
            throw new StartFailure(
                    "the configuration names an external database", "leave out --db-url (muster.db.url) to restore");
        }
        Map<String, String> noted = new HashMap<>();
        Restore.run(file, settings.process().data().root(), listener, (notes, postgres, at) -> {
            noted.putAll(notes);
            continueBeyond(at, notes, postgres, settings);
        });
        return "configured".equals(noted.get(KEY_CONFIGURED));
    }

    /**
     * Sequence numbers go on beyond all that were given out, also after the backup was made: message IDs are made from
     * them, and an event must never look like one that was told before.
     */
    private static void continueBeyond(
            long at, Map<String, String> notes, OperatedPostgres postgres, Settings settings) {
        if (notes.keySet().stream().noneMatch(key -> key.startsWith(SCHEMA))) {
            return;
        }
        try (Stores stores = Stores.of(postgres, settings)) {
            for (String name : stores.names()) {
                Optional<Database> schema = stores.schema(name);
                schema.ifPresent(database -> {
                    database.query(
                            "SELECT setval(s, greatest($1::bigint, nextval(s))) FROM"
                                    + " CAST(pg_get_serial_sequence('change_record', 'sequence') AS regclass) s",
                            at);
                    database.update("DELETE FROM feed_replica");
                    database.update("UPDATE feed_lease SET until = '-infinity'");
                });
            }
        }
    }
}
