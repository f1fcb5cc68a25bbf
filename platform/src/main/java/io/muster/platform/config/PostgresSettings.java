package io.muster.platform.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to reach PostgreSQL.
 *
 * @param url empty: the program runs a PostgreSQL of its own in the data directory
 * @param poolSize connections of one service to the database
 * @param pipeliningLimit statements on the way at once on one connection
 * @param caFile certificates (PEM) to trust
 */
public record PostgresSettings(
        Optional<ServerUrl> url,
        Optional<String> user,
        Optional<Secret> password,
        int poolSize,
        int pipeliningLimit,
        SslMode sslMode,
        Optional<Path> caFile) {

    /** The modes of libpq. */
    public enum SslMode {
        DISABLE,
        ALLOW,
        PREFER,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL
    }

    private static final Key<ServerUrl> URL = Key.url("muster.db.url", "postgresql", "postgres")
            .byDefaultAs("own server")
            .flag("--db-url")
            .about("The database, postgresql://HOST:5432/NAME. Without it the program runs a PostgreSQL of its own.");
    private static final Key<String> USER =
            Key.text("muster.db.user").about("Database user; stronger than the one in the URL.");
    private static final Key<Secret> PASSWORD =
            Key.secret("muster.db.password").about("Its password; stronger than the one in the URL.");
    private static final Key<Integer> POOL_SIZE = Key.integer("muster.db.pool-size", 1, 1000)
            .byDefault(16)
            .about("Connections of one service to the database.");
    private static final Key<Integer> PIPELINING_LIMIT = Key.integer("muster.db.pipelining-limit", 1, 256)
            .byDefault(8)
            .about("Statements under way at once on one connection.");
    private static final Key<SslMode> SSL_MODE = Key.choice("muster.db.ssl-mode", SslMode.class)
            .byDefault(SslMode.PREFER)
            .about("TLS to an external database, as libpq's sslmode.");
    private static final Key<Path> CA_FILE =
            Key.path("muster.db.ca-file").about("Certificates (PEM) to trust, for verify-ca and verify-full.");

    public static PostgresSettings read(Reader reader) {
        Optional<ServerUrl> url = reader.find(URL);
        PostgresSettings settings = new PostgresSettings(
                url,
                reader.find(USER).or(() -> url.flatMap(ServerUrl::user)),
                reader.find(PASSWORD).or(() -> url.flatMap(ServerUrl::password)),
                reader.get(POOL_SIZE),
                reader.get(PIPELINING_LIMIT),
                reader.get(SSL_MODE),
                reader.find(CA_FILE));
        boolean verifies = settings.sslMode == SslMode.VERIFY_CA || settings.sslMode == SslMode.VERIFY_FULL;
        if (verifies && settings.caFile.isEmpty()) {
            reader.refuse(SSL_MODE, "verification needs certificates to trust; give muster.db.ca-file");
        }
        url.filter(given -> given.name().isEmpty() || given.name().contains("/"))
                .ifPresent(given -> reader.refuse(
                        URL, "found " + given + ", which names no database; allowed: postgresql://HOST:5432/NAME"));
        return settings;
    }
}
