package io.muster.epr.endpoint;

import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.work.Lookups;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads endpoints. */
public final class EndpointStore {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Database database;
    private final Lookups<String, Endpoint> lookups;

    /** Reads from the tables of {@code database}. */
    public EndpointStore(Database database) {
        this.database = database.steady();
        this.lookups = new Lookups<>(
                Lookups.Settings.DEFAULT,
                failure -> failure instanceof DatabaseFailure broken && broken.unavailable(),
                waiting -> new Refused(
                        Refusal.unavailable("Too many reads are waiting (" + waiting + "); try again", RETRY_AFTER)),
                this::findAll);
    }

    /**
     * The endpoint of this ID. Concurrent calls share a statement.
     *
     * @throws Refused 503 when too many wait already
     */
    public Optional<Endpoint> find(String endpointId) {
        return lookups.find(endpointId);
    }

    /**
     * The endpoint of this ID.
     *
     * @throws Refused 404 when there is none
     */
    public Endpoint get(String endpointId) {
        return find(endpointId).orElseThrow(() -> new Refused(Deciding.notFound(endpointId)));
    }

    /** Those of the endpoints that exist, by ID. */
    public Map<String, Endpoint> findAll(Collection<String> endpointIds) {
        Map<String, Endpoint> found = new HashMap<>();
        for (Row row : database.query(
                "SELECT " + EndpointRows.COLUMNS + " FROM endpoint WHERE endpoint_id = ANY ($1)",
                (Object) storable(endpointIds))) {
            Endpoint endpoint = EndpointRows.read(row);
            found.put(endpoint.id(), endpoint);
        }
        return found;
    }

    /** Those that follow {@code after} in the order of their IDs, at most {@code limit}; empty begins with the first. */
    public static List<Endpoint> after(Database.Transaction tx, String after, int limit) {
        List<Endpoint> found = new ArrayList<>();
        tx.query(
                        "SELECT " + EndpointRows.COLUMNS
                                + " FROM endpoint WHERE endpoint_id > $1 ORDER BY endpoint_id LIMIT $2",
                        after,
                        (long) limit)
                .forEach(row -> found.add(EndpointRows.read(row)));
        return found;
    }

    /** Application version names with those of the endpoints that are in them. */
    public Map<String, List<String>> versionsOf(Collection<String> endpointIds) {
        Map<String, List<String>> versions = new TreeMap<>();
        for (Row row : database.query(
                "SELECT app_version, endpoint_id FROM endpoint WHERE endpoint_id = ANY ($1) ORDER BY endpoint_id",
                (Object) storable(endpointIds))) {
            versions.computeIfAbsent(row.getString(0), version -> new ArrayList<>())
                    .add(row.getString(1));
        }
        return versions;
    }

    /** Without those that no endpoint can have since PostgreSQL refuses to look for them. */
    static String[] storable(Collection<String> endpointIds) {
        return endpointIds.stream().filter(id -> id.indexOf('\0') < 0).toArray(String[]::new);
    }
}
