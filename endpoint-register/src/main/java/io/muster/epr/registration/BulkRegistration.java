package io.muster.epr.registration;

import io.muster.contract.error.Refusal;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.EndpointBatch;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.util.ArrayList;
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

    private final EndpointBatch endpoints;

    /** @param clock tells when endpoints are registered */
    public BulkRegistration(Clock clock) {
        this.endpoints = new EndpointBatch(clock);
    }

    /**
     * Keeps the IDs for this transaction.
     *
     * @param endpointIds each of them once
     * @param attempt unique name of what registers them
     * @return why some of them cannot be registered, by ID; the others are held
     */
    public Map<String, Refusal> hold(Database.Transaction tx, Collection<String> endpointIds, String attempt) {
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
     * Stores the endpoints, and gives back what is held of the others.
     *
     * @param commands to carry out, in this order; with an attempt where the ID is held
     * @param abandoned held IDs that are not registered after all
     */
    public void store(
            Database.Transaction tx,
            List<Command.Register> commands,
            Collection<String> abandoned,
            String attempt,
            String correlationId) {
        endpoints.store(tx, commands, correlationId);
        if (!abandoned.isEmpty()) {
            RegistrationIntents.closeAll(tx, new ArrayList<>(abandoned), attempt);
        }
    }
}
