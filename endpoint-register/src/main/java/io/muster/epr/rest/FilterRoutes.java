package io.muster.epr.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.epr.filter.stored.FilterStore;
import io.muster.epr.filter.stored.FilterWriter;
import io.muster.epr.filter.stored.StoredFilter;
import io.muster.epr.search.QueryReader;
import io.muster.platform.config.Applications;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Page;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Stored filters of an application. */
public final class FilterRoutes {

    private static final String SCOPE = "application:endpoint-filter:";
    private static final String FILTERS = "/applications/:applicationName/filters";
    private static final String FILTER = FILTERS + "/:filterId";

    private final FilterStore store;
    private final FilterWriter writer;
    private final QueryReader reader;
    private final Supplier<Applications> applications;

    /** Reads from {@code store}, writes by {@code writer}. */
    public FilterRoutes(
            FilterStore store, FilterWriter writer, QueryReader reader, Supplier<Applications> applications) {
        this.store = store;
        this.writer = writer;
        this.reader = reader;
        this.applications = applications;
    }

    /** The operations. */
    public List<Operation> operations() {
        return List.of(
                new Operation(HttpMethod.GET, FILTERS, "listFilters", SCOPE + "read", this::list),
                new Operation(HttpMethod.POST, FILTERS, "createFilter", SCOPE + "create", this::create),
                new Operation(HttpMethod.GET, FILTER, "getFilter", SCOPE + "read", this::get),
                new Operation(HttpMethod.PATCH, FILTER, "changeFilter", SCOPE + "update", this::change),
                new Operation(HttpMethod.DELETE, FILTER, "deleteFilter", SCOPE + "delete", this::delete));
    }

    private Reply list(Request request) {
        allow(request, Set.of("name", "offset", "limit"));
        FilterStore.Part part = store.list(
                Paths.application(request, applications),
                request.parameter("name").filter(name -> !name.isEmpty()),
                Page.of(request));
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        part.filters().forEach(filter -> content.add(FilterJson.of(filter)));
        return Reply.ok(Page.body(part.total(), content)).etagOfBody();
    }

    private Reply create(Request request) {
        String application = Paths.application(request, applications);
        StoredFilter filter = writer.create(
                FilterBody.of(new Body(request.object(), ""), reader).draft(application));
        return Reply.created(
                        request.location("/applications/" + application + "/filters/" + filter.id()),
                        FilterJson.of(filter))
                .etag(filter.tag());
    }

    private Reply get(Request request) {
        return reply(store.get(Paths.application(request, applications), request.path("filterId")));
    }

    private Reply change(Request request) {
        return reply(writer.change(
                Paths.application(request, applications),
                request.path("filterId"),
                FilterBody.of(new Body(request.object(), ""), reader).patch(),
                request.ifMatch()));
    }

    private Reply delete(Request request) {
        writer.delete(Paths.application(request, applications), request.path("filterId"), request.ifMatch());
        return Reply.noContent();
    }

    private static Reply reply(StoredFilter filter) {
        return Reply.ok(FilterJson.of(filter)).etag(filter.tag());
    }

    /** Refuses query parameters that nobody would read; a misspelt one must not widen the answer. */
    private static void allow(Request request, Set<String> names) {
        for (String name : request.parameterNames()) {
            if (!names.contains(name) && !name.equals("tenantId")) {
                throw new Refused(Refusal.malformed("Unknown query parameter \"%s\"; allowed are %s"
                        .formatted(name, names.stream().sorted().toList())));
            }
        }
    }
}
