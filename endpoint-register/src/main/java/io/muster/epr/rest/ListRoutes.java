package io.muster.epr.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.endpoint.Condition;
import io.muster.epr.endpoint.Cursor;
import io.muster.epr.endpoint.EndpointList;
import io.muster.epr.endpoint.EndpointOrder;
import io.muster.epr.endpoint.EndpointQuery;
import io.muster.epr.endpoint.EndpointTally;
import io.muster.epr.endpoint.FilterLookup;
import io.muster.platform.config.Applications;
import io.muster.platform.http.Access;
import io.muster.platform.http.Caller;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Page;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import io.muster.platform.http.Resource;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Lists of endpoints, and the metadata keys in use in an application. */
final class ListRoutes {

    private static final String READ = "endpoint:read";

    /** Query parameters of a list; members of a search, too. */
    static final Set<String> PARAMETERS = Set.of(
            "include",
            "endpointId",
            "applicationName",
            "applicationVersionName",
            "filterId",
            "metadataFilter",
            "sort",
            "offset",
            "limit",
            "cursor");

    private final EndpointList list;
    private final EndpointTally tally;
    private final EndpointJson json;
    private final FilterLookup filters;
    private final Supplier<Applications> applications;

    ListRoutes(
            EndpointList list,
            EndpointTally tally,
            EndpointJson json,
            FilterLookup filters,
            Supplier<Applications> applications) {
        this.list = list;
        this.tally = tally;
        this.json = json;
        this.filters = filters;
        this.applications = applications;
    }

    List<Operation> operations() {
        return List.of(
                new Operation(HttpMethod.GET, "/endpoints", "listEndpoints", READ, this::find).itemByItem(),
                new Operation(
                        HttpMethod.GET,
                        "/applications/:applicationName/metadata-keys",
                        "listApplicationMetadataKeys",
                        "application:endpoints-metadata-keys:read",
                        this::metadataKeys));
    }

    private Reply find(Request request) {
        Typing.check(request, PARAMETERS);
        Include include = Include.parse(request.parameters("include"));
        EndpointQuery.Scope scope = scope(
                request.parameter("applicationName"),
                request.parameter("applicationVersionName"),
                request.parameter("filterId"),
                filters,
                applications);
        EndpointQuery query = new EndpointQuery(
                scope,
                conditions(request, scope),
                request.parameter("sort").map(EndpointOrder::parse).orElse(EndpointOrder.DEFAULT),
                Page.of(request),
                request.parameter("cursor").filter(text -> !text.isEmpty()).map(Cursor::parse),
                include.metadata());
        EndpointList.Part part = list.find(query);
        return Reply.ok(page(part, json.list(part.endpoints(), include))).etagOfBody();
    }

    /** The page object, with {@code nextCursor} where the list goes on. */
    static ObjectNode page(EndpointList.Part part, ArrayNode content) {
        ObjectNode page = Page.body(part.total(), content);
        part.next().ifPresent(cursor -> page.put("nextCursor", cursor.text()));
        return page;
    }

    private List<Condition> conditions(Request request, EndpointQuery.Scope scope) {
        List<Condition> conditions = new ArrayList<>(visible(request.caller()));
        List<String> endpointIds = request.parameters("endpointId");
        if (!endpointIds.isEmpty()) {
            conditions.add(EndpointQuery.ids(endpointIds));
        }
        request.parameter("metadataFilter").ifPresent(text -> {
            List<Condition> besides = new ArrayList<>(scope.conditions());
            besides.addAll(conditions);
            conditions.add(filters.matching(text, besides));
        });
        return conditions;
    }

    /**
     * What lists and searches are narrowed down to by name.
     *
     * @throws io.muster.contract.error.Refused 404 when the application or the filter does not exist, 409 while the
     *     filter is pending
     */
    static EndpointQuery.Scope scope(
            Optional<String> application,
            Optional<String> appVersion,
            Optional<String> filterId,
            FilterLookup filters,
            Supplier<Applications> applications) {
        Optional<String> existing = application.map(name -> Paths.existing(name, applications));
        Optional<EndpointQuery.Members> members = filterId.map(filters::members);
        // All members of a filter are of its application.
        boolean implied = members.map(EndpointQuery.Members::application).equals(existing);
        return new EndpointQuery.Scope(
                implied ? Optional.empty() : existing, appVersion.map(name -> name.replace('\0', ' ')), members);
    }

    /** Only endpoints that the caller may read. */
    static List<Condition> visible(Caller caller) {
        return switch (caller.access().reach(READ)) {
            case Access.Reach.Everything everything -> List.of();
            case Access.Reach.Only only ->
                List.of(EndpointQuery.ids(only.resources().stream()
                        .filter(Resource.Endpoint.class::isInstance)
                        .map(resource -> ((Resource.Endpoint) resource).id())
                        .toList()));
        };
    }

    private Reply metadataKeys(Request request) {
        ObjectNode versions = JsonNodeFactory.instance.objectNode();
        tally.metadataKeys(Paths.application(request, applications)).forEach((version, keys) -> {
            ArrayNode names = versions.putArray(version);
            keys.forEach(names::add);
        });
        return Reply.ok(versions).etagOfBody();
    }
}
