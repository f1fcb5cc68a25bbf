package io.muster.epr.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.epr.endpoint.Condition;
import io.muster.epr.endpoint.EndpointList;
import io.muster.epr.endpoint.EndpointOrder;
import io.muster.epr.endpoint.EndpointQuery;
import io.muster.epr.endpoint.FilterLookup;
import io.muster.epr.filter.query.CanonicalForm;
import io.muster.epr.filter.query.Query;
import io.muster.epr.search.QueryConditions;
import io.muster.epr.search.QueryReader;
import io.muster.platform.config.Applications;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Page;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Search by body, and what a query would find if it were stored. Both look at the endpoints themselves, at once. */
public final class SearchRoutes {

    private static final Set<String> PREVIEW = Set.of("mongoQuery", "query", "limit");

    private final EndpointList list;
    private final EndpointJson json;
    private final FilterLookup filters;
    private final QueryReader reader;
    private final QueryConditions queries;
    private final Supplier<Applications> applications;

    /** Searches in {@code list}. */
    public SearchRoutes(
            EndpointList list,
            FilterLookup filters,
            QueryReader reader,
            QueryConditions queries,
            Supplier<Applications> applications) {
        this.list = list;
        this.json = new EndpointJson(filters);
        this.filters = filters;
        this.reader = reader;
        this.queries = queries;
        this.applications = applications;
    }

    /** The operations. */
    public List<Operation> operations() {
        return List.of(
                new Operation(HttpMethod.POST, "/endpoints/search", "searchEndpoints", "endpoint:read", this::search)
                        .itemByItem(),
                new Operation(
                        HttpMethod.POST,
                        "/applications/:applicationName/filters/preview",
                        "previewFilter",
                        "application:endpoint-filter:read",
                        this::preview));
    }

    private Reply search(Request request) {
        inBody(request, SearchBody.MEMBERS);
        SearchBody search = SearchBody.of(new Body(request.object(), ""));
        List<Condition> conditions = new ArrayList<>(ListRoutes.visible(request.caller()));
        List<String> endpointIds = search.endpointIds();
        if (!endpointIds.isEmpty()) {
            conditions.add(EndpointQuery.ids(endpointIds));
        }
        Body body = search.body();
        EndpointQuery.Scope scope = ListRoutes.scope(
                body.text("applicationName"),
                body.text("applicationVersionName"),
                body.text("filterId"),
                filters,
                applications);
        metadataFilter(body)
                .ifPresent(query -> conditions.add(
                        queries.of(query, both(scope, conditions)).condition()));
        FilterBody.query(body, reader)
                .ifPresent(query -> conditions.add(
                        queries.of(query.query(), both(scope, conditions)).condition()));
        if (search.countOnly()) {
            ObjectNode count = JsonNodeFactory.instance.objectNode();
            return Reply.ok(count.put("totalElements", list.count(scope, conditions)));
        }
        List<String> keys = search.texts("metadataKeys");
        Include asked = Include.parse(search.texts("include"));
        Include include = new Include(asked.metadata() || !keys.isEmpty(), asked.filters());
        EndpointList.Part part = list.find(new EndpointQuery(
                scope, conditions, search.order(), search.page(), search.cursor(), include.metadata()));
        ArrayNode content = json.list(part.endpoints(), include);
        if (!keys.isEmpty()) {
            content.forEach(item -> project((ObjectNode) item, keys));
        }
        return Reply.ok(ListRoutes.page(part, content));
    }

    /** A search that was given as query parameters would find everything. */
    private static void inBody(Request request, Set<String> members) {
        Typing.check(request, members);
        request.parameterNames().stream().filter(members::contains).findFirst().ifPresent(name -> {
            throw new Refused(
                    Refusal.malformed("\"%s\" is a member of the body, not a query parameter".formatted(name)));
        });
    }

    private static List<Condition> both(EndpointQuery.Scope scope, List<Condition> conditions) {
        List<Condition> both = new ArrayList<>(scope.conditions());
        both.addAll(conditions);
        return both;
    }

    private Optional<Query> metadataFilter(Body body) {
        JsonNode given = body.object().path("metadataFilter");
        if (given instanceof ObjectNode query) {
            return Optional.of(reader.read("metadataFilter", query).query());
        }
        return body.text("metadataFilter").map(reader::metadataFilter);
    }

    /** Only the wanted metadata keys, in the order they were asked for. */
    private static void project(ObjectNode item, List<String> keys) {
        JsonNode metadata = item.path("metadata");
        ObjectNode some = JsonNodeFactory.instance.objectNode();
        keys.stream().filter(metadata::has).forEach(key -> some.set(key, metadata.get(key)));
        item.set("metadata", some);
    }

    private Reply preview(Request request) {
        inBody(request, PREVIEW);
        String application = Paths.application(request, applications);
        Body body = new Body(request.object(), "").allowing(PREVIEW);
        QueryReader.Read query = FilterBody.query(body, reader)
                .orElseThrow(() -> new Refused(Refusal.malformed("Member \"mongoQuery\" is required")));
        Page page = new SearchBody(body).page();
        List<Condition> conditions = new ArrayList<>(ListRoutes.visible(request.caller()));
        EndpointQuery.Scope scope = EndpointQuery.application(application);
        long start = System.nanoTime();
        QueryConditions.Execution execution = queries.of(query.query(), both(scope, conditions));
        conditions.add(execution.condition());
        EndpointList.Part part =
                list.find(new EndpointQuery(scope, conditions, EndpointOrder.DEFAULT, page, Optional.empty(), true));
        ObjectNode answer = Page.body(part.total(), json.list(part.endpoints(), new Include(true, false)));
        ObjectNode how = answer.putObject("execution");
        how.set("query", CanonicalForm.of(query.query()));
        how.put("decidedBy", execution.examined() == 0 ? "database" : "database and evaluator");
        how.put("examinedEndpointsCount", execution.examined());
        how.put("milliseconds", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        return Reply.ok(answer);
    }
}
