package io.muster.cm.secret;

import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;

/**
 * Keeps a database and its hash key together: with another key no stored token would ever be found again, and all
 * devices would be shut out without any error.
 */
public final class HashKeyGuard {

    private HashKeyGuard() {}

    /**
     * Notes the key's fingerprint at the first start, and compares it at every later one.
     *
     * @throws WrongKey when the database was written with another key
     */
    public static void check(Database database, HashKey key) {
        database.update("INSERT INTO hash_key (fingerprint) VALUES ($1) ON CONFLICT DO NOTHING", key.fingerprint());
        Row row = database.query("SELECT fingerprint FROM hash_key").iterator().next();
        if (!row.getString(0).equals(key.fingerprint())) {
            throw new WrongKey();
        }
    }

    /** The database was written with another key. */
    public static final class WrongKey extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongKey() {
            super("The stored credentials were hashed with another key: set " + HashKey.SETTING + " (or "
                    + HashKey.SETTING + "-file) to the key this database was first started with");
        }
    }
}
