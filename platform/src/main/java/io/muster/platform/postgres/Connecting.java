package io.muster.platform.postgres;

import io.vertx.pgclient.PgConnectOptions;
import java.util.HashMap;
import java.util.Map;

/** What connections are like. */
final class Connecting {

    /** Plans are made once, with indexes whatever the size of a table at that moment; see {@link Database#steady}. */
    static final Map<String, String> STEADY =
            Map.of("plan_cache_mode", "force_generic_plan", "enable_seqscan", "off", "jit", "off");

    /**
     * Characters of the longest statement that stays prepared. The driver's own limit of 2,048 leaves out the statements
     * that do several things in one commit: they would be parsed and planned each time they run.
     */
    private static final int LONGEST_CACHED = 64 * 1024;

    private Connecting() {}

    /** @param planning settings of PostgreSQL's planner */
    static PgConnectOptions to(String url, DatabaseSettings settings, Map<String, String> planning) {
        PgConnectOptions options = PgConnectOptions.fromUri(url)
                .setUser(settings.user())
                .setPassword(settings.password())
                .setPipeliningLimit(settings.pipelining())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                .setPreparedStatementCacheSqlLimit(LONGEST_CACHED);
        Map<String, String> properties = new HashMap<>(planning);
        properties.putAll(Map.of(
                "application_name", "muster",
                "search_path", settings.schema(),
                "client_encoding", "utf-8",
                "client_min_messages", "warning",
                "DateStyle", "ISO",
                "timezone", "UTC",
                "statement_timeout", Long.toString(settings.statementTimeout().toMillis())));
        options.setProperties(properties);
        return options;
    }
}
