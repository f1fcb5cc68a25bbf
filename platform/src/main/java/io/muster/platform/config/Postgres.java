package io.muster.platform.config;

import io.muster.platform.postgres.DatabaseSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of PostgreSQL.
 *
 * @param url empty: the program runs a PostgreSQL of its own in the data directory
 * @param poolSize connections of one service to the database
 * @param pipeliningLimit statements on the way at once on one connection
 */
public record Postgres(
        Optional<DatabaseUrl> url,
        Optional<String> user,
        Optional<Secret> password,
        int poolSize,
        int pipeliningLimit,
        Duration statementTimeout,
        SslMode sslMode) {

    /** The modes of libpq that need no certificate. */
    public enum SslMode {
        DISABLE,
        ALLOW,
        PREFER,
        REQUIRE
    }

    private static final Key<DatabaseUrl> URL = Key.of("muster.db.url", DatabaseUrl.TYPE)
            .byDefaultAs("own server")
            .flag("--db-url")
            .about(
                    "The database, postgresql://HOST:5432/NAME; of several hosts (HOST:5432,HOST:5432) the one that takes writes"
                            + " is used. Without it the program runs a PostgreSQL of its own.");
    private static final Key<String> USER =
            Key.text("muster.db.user").about("Database user; stronger than the one in the URL.");
    private static final Key<Secret> PASSWORD =
            Key.secret("muster.db.password").about("Its password; stronger than the one in the URL.");
    private static final Key<Integer> POOL_SIZE = Key.integer("muster.db.pool-size", 1, 1000)
            .byDefault(DatabaseSettings.DEFAULT_CONNECTIONS)
            .about("Connections of one service to the database.");
    private static final Key<Integer> PIPELINING_LIMIT = Key.integer("muster.db.pipelining-limit", 1, 256)
            .byDefault(DatabaseSettings.DEFAULT_PIPELINING)
            .about("Statements under way at once on one connection.");
    private static final Key<Duration> STATEMENT_TIMEOUT = Key.duration(
                    "muster.db.statement-timeout", Duration.ofMillis(100), Duration.ofHours(1))
            .byDefault(DatabaseSettings.DEFAULT_STATEMENT_TIMEOUT)
            .about("Longest time of a single statement.");
    private static final Key<SslMode> SSL_MODE = Key.choice("muster.db.ssl-mode", SslMode.class)
            .byDefault(SslMode.PREFER)
            .about("TLS to an external database, as libpq's sslmode; an sslmode in the URL is stronger.");

    public static Postgres read(Reader reader) {
        Optional<DatabaseUrl> url = reader.find(URL);
        Postgres postgres = new Postgres(
                url,
                reader.find(USER).or(() -> url.flatMap(DatabaseUrl::user)),
                reader.find(PASSWORD).or(() -> url.flatMap(DatabaseUrl::password)),
                reader.get(POOL_SIZE),
                reader.get(PIPELINING_LIMIT),
                reader.get(STATEMENT_TIMEOUT),
                reader.get(SSL_MODE));
        url.filter(given -> given.name().isEmpty() || given.name().contains("/"))
                .ifPresent(given -> reader.refuse(
                        URL, "found " + given + ", which names no database; allowed: postgresql://HOST:5432/NAME"));
        if (url.isPresent() && postgres.user.isEmpty()) {
            reader.refuse(URL, "a database user is needed; give muster.db.user or postgresql://USER@HOST:5432/NAME");
        }
        return postgres;
    }

    /** How one service reaches the configured database, in its own schema; empty when the program runs its own. */
    public Optional<DatabaseSettings> settings(String schema) {
        return url.map(given -> {
            String mode = "sslmode=" + ValueType.choice(SslMode.class).print().apply(sslMode);
            String bare = given.bare();
            String whole = bare.contains("sslmode=") ? bare : bare + (bare.contains("?") ? "&" : "?") + mode;
            return own(whole, user.orElse(""), password.map(Secret::reveal).orElse(""), schema);
        });
    }

    /** The same limits towards the PostgreSQL that the program runs itself. */
    public DatabaseSettings own(String ownUrl, String ownUser, String ownPassword, String schema) {
        return new DatabaseSettings(ownUrl, ownUser, ownPassword, schema, poolSize, pipeliningLimit, statementTimeout);
    }
}
