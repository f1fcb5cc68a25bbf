package io.muster.epr.endpoint;

import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which endpoints there are, for comparing the register with others. */
public final class EndpointRoll {

    private final Database database;

    /** @param database schema must be that of EPR */
    public EndpointRoll(Database database) {
        this.database = database;
    }

    /** IDs of endpoints that follow {@code after}, in their order, at most {@code limit}; empty begins with the first. */
    public List<String> after(String after, int limit) {
        List<String> ids = new ArrayList<>();
        database.query(
                        "SELECT endpoint_id FROM endpoint WHERE endpoint_id > $1 ORDER BY endpoint_id LIMIT $2",
                        after,
                        (long) limit)
                .forEach(row -> ids.add(row.getString(0)));
        return ids;
    }

    /** Those of {@code endpointIds} that exist, or are being registered. */
    public Set<String> among(Collection<String> endpointIds) {
        Set<String> known = new HashSet<>();
        String[] ids = endpointIds.toArray(String[]::new);
        for (Row row : database.query("""
                SELECT endpoint_id FROM endpoint WHERE endpoint_id = ANY ($1)
                UNION ALL SELECT endpoint_id FROM registration_intent WHERE endpoint_id = ANY ($1)
                UNION ALL SELECT endpoint_id FROM batch_item JOIN batch_task USING (task_id)
                  WHERE finished_at IS NULL AND endpoint_id = ANY ($1)""", (Object) ids)) {
            known.add(row.getString(0));
        }
        return known;
    }
}
