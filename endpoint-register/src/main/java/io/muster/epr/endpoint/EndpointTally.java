package io.muster.epr.endpoint;

import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Figures about all endpoints without looking at them. The change feed keeps them in {@code endpoint_tally}; what its
 * waiting records will add is added here, from the same snapshot, so they are exact at every moment. They cost as much as
 * there are application versions, metadata keys and waiting records.
 */
public final class EndpointTally {

    private final Database database;

    /** Reads from the tables of {@code database}. */
    public EndpointTally(Database database) {
        this.database = database;
    }

    /** How many endpoints there are, of all applications and versions or of these. */
    public long endpoints(Optional<String> application, Optional<String> appVersion) {
        SqlParameters parameters = new SqlParameters();
        String sql = "SELECT coalesce(sum(n), 0)::bigint FROM (SELECT n FROM endpoint_tally WHERE metadata_key = ''"
                + equal("application", application, parameters)
                + equal("app_version", appVersion, parameters)
                + " UNION ALL SELECT 1 FROM change_record WHERE kind IN ('registered', 'version-changed')"
                + equal("body::json->>'application'", application, parameters)
                + equal("body::json->>'newVersion'", appVersion, parameters)
                + " UNION ALL SELECT -1 FROM change_record WHERE kind IN ('unregistered', 'version-changed')"
                + equal("body::json->>'application'", application, parameters)
                + equal("body::json->>'oldVersion'", appVersion, parameters)
                + ") AS known";
        return database.query(sql, parameters.toArray()).iterator().next().getLong(0);
    }

    private static String equal(String column, Optional<String> value, SqlParameters parameters) {
        return value.map(wanted -> " AND " + column + " = " + parameters.add(wanted))
                .orElse("");
    }

    /** Metadata keys in use, by application version. */
    public Map<String, List<String>> metadataKeys(String application) {
        Map<String, List<String>> keys = new TreeMap<>();
        for (Row row : database.query("""
                SELECT app_version, metadata_key FROM (
                  SELECT app_version, metadata_key, n FROM endpoint_tally
                  WHERE application = $1 AND metadata_key <> ''
                  UNION ALL
                  SELECT app_version, metadata_key, n FROM endpoint_tally_waiting
                  WHERE application = $1 AND metadata_key <> '') AS known
                GROUP BY app_version, metadata_key HAVING sum(n) > 0 ORDER BY metadata_key""", application)) {
            keys.computeIfAbsent(row.getString(0), version -> new ArrayList<>()).add(row.getString(1));
        }
        return keys;
    }
}
