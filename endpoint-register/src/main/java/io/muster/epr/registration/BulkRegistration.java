package io.muster.epr.registration;

import io.muster.contract.error.Refusal;
import io.muster.epr.endpoint.EndpointBatch;
import io.muster.epr.endpoint.NewEndpoint;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Registers many endpoints in one transaction of the caller, which stores their tokens too: first {@link #hold} the IDs,
 * then store the tokens, then {@link #store} the endpoints. May run beside any number of replicas.
 *
 * <p>The registration intents keep everybody else away from an ID until the transaction ends, as they do for a
 * registration over REST: that one waits, then finds the endpoint, and does not touch its token.
 */
public final class BulkRegistration {

    private BulkRegistration() {}

    /**
     * Keeps the IDs for this transaction.
     *
     * @param endpointIds each of them once
     * @param attempt unique name of what registers them
     * @return why some of them cannot be registered, by ID; the others are held
     */
    public static Map<String, Refusal> hold(Database.Transaction tx, Collection<String> endpointIds, String attempt) {
        Map<String, Refusal> refused = new HashMap<>();
        if (endpointIds.isEmpty()) {
            return refused;
        }
        Set<String> held = RegistrationIntents.openAll(tx, endpointIds, attempt);
        endpointIds.stream().filter(id -> !held.contains(id)).forEach(id -> refused.put(id, Registration.underWay(id)));
        for (Row row : tx.query("SELECT endpoint_id FROM endpoint WHERE endpoint_id = ANY ($1)", (Object)
                held.toArray(String[]::new))) {
            refused.put(row.getString(0), Registration.taken(row.getString(0)));
        }
        return refused;
    }

    /**
     * Stores the endpoints, and gives back what is held.
     *
     * @param endpoints to store, in this order
     * @param held IDs that were held, whether they are stored or not
     */
    public static void store(
            Database.Transaction tx, List<NewEndpoint> endpoints, Collection<String> held, String attempt) {
        EndpointBatch.store(tx, endpoints);
        if (!held.isEmpty()) {
            RegistrationIntents.closeAll(tx, held, attempt);
        }
    }
}
