package io.muster.epr.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.endpoint.FilterLookup;
import io.muster.epr.rest.EndpointJson;
import io.muster.epr.rest.Include;
import io.muster.platform.postgres.Database;
import java.util.ArrayList;
import java.util.List;

/** Reads all endpoints as REST shows them, in the order of their IDs. */
public final class EndpointExport {

    private static final EndpointJson JSON = new EndpointJson(FilterLookup.NONE);
    private static final Include METADATA = new Include(true, false);

    private EndpointExport() {}

    /** Those that follow {@code after}, at most {@code limit}; empty begins with the first. */
    public static List<ObjectNode> after(Database.Transaction tx, String after, int limit) {
        List<ObjectNode> endpoints = new ArrayList<>();
        for (JsonNode endpoint : JSON.list(EndpointStore.after(tx, after, limit), METADATA)) {
            endpoints.add((ObjectNode) endpoint);
        }
        return endpoints;
    }
}
