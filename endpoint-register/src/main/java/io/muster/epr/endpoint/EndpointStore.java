package io.muster.epr.endpoint;

import io.muster.contract.error.Refused;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads endpoints. */
public final class EndpointStore {

    private final Database database;

    /** Reads from the tables of {@code database}. */
    public EndpointStore(Database database) {
        this.database = database;
    }

    /** The endpoint of this ID. */
    public Optional<Endpoint> find(String endpointId) {
        return Optional.ofNullable(findAll(List.of(endpointId)).get(endpointId));
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
