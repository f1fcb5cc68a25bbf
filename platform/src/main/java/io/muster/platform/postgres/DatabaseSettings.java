package io.muster.platform.postgres;

import java.time.Duration;

/**
 * How to reach PostgreSQL 15 or newer.
 *
 * @param url {@code postgresql://host:port/database}, several hosts separated by commas; without password
 * @param user role to log in with
 * @param password its password, never printed
 * @param schema schema that holds the tables of the service; created when missing
 * @param connections size of the pool; a quarter of them, three at least, are {@linkplain Database#steady steady}
 * @param pipelining statements in flight per connection; 4 to 16 are sensible, more lets one backend do all the work
 * @param statementTimeout limit of a single statement
 */
public record DatabaseSettings(
        String url,
        String user,
        String password,
        String schema,
        int connections,
        int pipelining,
        Duration statementTimeout) {

    /** Default size of the pool. */
    public static final int DEFAULT_CONNECTIONS = 16;

    /** Default number of statements in flight per connection. */
    public static final int DEFAULT_PIPELINING = 8;

    /** Default limit of a single statement. */
    public static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ofSeconds(30);

    /** Settings with default limits. */
    public static DatabaseSettings of(String url, String user, String password, String schema) {
        return new DatabaseSettings(
                url, user, password, schema, DEFAULT_CONNECTIONS, DEFAULT_PIPELINING, DEFAULT_STATEMENT_TIMEOUT);
    }

    /** The same with another size of the pool. */
    public DatabaseSettings withConnections(int size) {
        return new DatabaseSettings(url, user, password, schema, size, pipelining, statementTimeout);
    }

    /** Whether a statement of either may use the tables of both: the same servers, database and role. */
    public boolean sharesDatabaseWith(DatabaseSettings other) {
        return url.equals(other.url) && user.equals(other.user);
    }

    @Override
    public String toString() {
        return "DatabaseSettings[url=" + url + ", user=" + user + ", password=[hidden], schema=" + schema
                + ", connections=" + connections + ", pipelining=" + pipelining + ", statementTimeout="
                + statementTimeout + "]";
    }
}
