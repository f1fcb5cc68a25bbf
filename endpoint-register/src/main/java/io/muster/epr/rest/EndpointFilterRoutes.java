package io.muster.epr.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.endpoint.Endpoint;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.evaluation.Explanation;
import io.muster.epr.filter.evaluation.Reason;
import io.muster.epr.filter.stored.FilterStore;
import io.muster.epr.filter.stored.StoredFilter;
import io.muster.epr.filter.stored.StoredQuery;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Page;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;

/** Which filters hold an endpoint, and why. */
public final class EndpointFilterRoutes {

    private final EndpointStore endpoints;
    private final FilterStore filters;

    /** Reads from both stores. */
    public EndpointFilterRoutes(EndpointStore endpoints, FilterStore filters) {
        this.endpoints = endpoints;
        this.filters = filters;
    }

    /** The operations. */
    public List<Operation> operations() {
        return List.of(new Operation(
                HttpMethod.GET,
                "/endpoints/:endpointId/filters",
                "listFiltersOfEndpoint",
                "endpoint:read",
                this::explain));
    }

    private Reply explain(Request request) {
        Endpoint endpoint = endpoints.get(Paths.endpointId(request));
        List<String> ids = filters.activeFiltersOf(List.of(endpoint.id())).getOrDefault(endpoint.id(), List.of());
        Map<String, StoredFilter> found = filters.findAll(ids);
        Document document = new Document(endpoint.appVersion(), endpoint.metadata());
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        for (String id : ids) {
            StoredFilter filter = found.get(id);
            if (filter != null) {
                content.add(explained(filter, document));
            }
        }
        return Reply.ok(Page.body(content.size(), content)).etagOfBody();
    }

    /** {@code matches} is false for a moment when a change has just taken the endpoint out. */
    private static ObjectNode explained(StoredFilter filter, Document document) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.put("id", filter.id());
        filter.name().ifPresent(name -> item.put("name", name));
        StoredQuery.parse(filter.id(), filter.query().toString()).ifPresent(query -> {
            Explanation explanation = Explanation.of(query, document);
            item.put("matches", explanation.matches());
            ArrayNode reasons = item.putArray("decidedBy");
            for (Reason reason : explanation.reasons()) {
                ObjectNode shown = reasons.addObject();
                shown.set("condition", reason.condition());
                shown.put("holds", reason.holds());
                ArrayNode values = shown.putArray("found");
                reason.found().forEach(values::add);
            }
        });
        return item;
    }
}
