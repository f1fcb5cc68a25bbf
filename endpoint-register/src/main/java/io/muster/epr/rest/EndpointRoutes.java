package io.muster.epr.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.Decision;
import io.muster.epr.endpoint.Endpoint;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.registration.Registration;
import io.muster.platform.http.EntityTags;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import io.muster.platform.http.Resource;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Registering, reading and deleting single endpoints, and their application version. */
final class EndpointRoutes {

    private static final Set<String> INCLUDE = Set.of("include");

    private final EndpointStore store;
    private final EndpointWriter writer;
    private final Registration registration;
    private final EndpointJson json;

    EndpointRoutes(EndpointStore store, EndpointWriter writer, Registration registration, EndpointJson json) {
        this.store = store;
        this.writer = writer;
        this.registration = registration;
        this.json = json;
    }

    List<Operation> operations() {
        return List.of(
                new Operation(
                                HttpMethod.POST,
                                "/endpoints",
                                "registerEndpoint",
                                "application:endpoint:create",
                                this::register)
                        .on(request -> new Resource.Application(registration.application(version(request)))),
                new Operation(HttpMethod.GET, "/endpoints/:endpointId", "getEndpoint", "endpoint:read", this::get),
                new Operation(
                        HttpMethod.DELETE,
                        "/endpoints/:endpointId",
                        "unregisterEndpoint",
                        "endpoint:delete",
                        this::unregister),
                new Operation(
                        HttpMethod.GET,
                        "/endpoints/:endpointId/app-version",
                        "getAppVersion",
                        "endpoint:read",
                        this::appVersion),
                new Operation(
                        HttpMethod.PUT,
                        "/endpoints/:endpointId/app-version",
                        "setAppVersion",
                        "endpoint:update",
                        this::assignVersion));
    }

    private static String version(Request request) {
        return RegistrationBody.version(request.object());
    }

    private Reply register(Request request) {
        Registration.Registered registered = registration.register(RegistrationBody.wish(request.object()));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("endpointId", registered.endpointId());
        answer.put("token", registered.token().value().value());
        answer.put("status", registered.token().status());
        return Reply.created(request.location("/endpoints/" + registered.endpointId()), answer);
    }

    private Reply get(Request request) {
        Typing.check(request, INCLUDE);
        Include include = Include.parse(request.parameters("include"));
        Endpoint endpoint = store.get(Paths.endpointId(request));
        ObjectNode item = (ObjectNode) json.list(List.of(endpoint), include).get(0);
        // Filters come and go without the endpoint; the part behind the dot is ignored in If-Match.
        String tag = include.filters()
                ? endpoint.tag()
                        + '.'
                        + EntityTags.of(Json.bytes(item.get("filters"))).substring(0, 12)
                : endpoint.tag();
        return Reply.ok(item).etag(tag);
    }

    private Reply unregister(Request request) {
        writer.execute(new Command.Unregister(Paths.endpointId(request), ifMatch(request)));
        return Reply.noContent();
    }

    private Reply appVersion(Request request) {
        Endpoint endpoint = store.get(Paths.endpointId(request));
        return Reply.ok(EndpointJson.appVersion(endpoint)).etag(endpoint.tag());
    }

    private Reply assignVersion(Request request) {
        String version = new Body(request.object(), "")
                .allowing(Set.of("name", "registeredDate"))
                .requiredText("name");
        String endpointId = Paths.endpointId(request);
        store.get(endpointId);
        String application = registration.application(version);
        Decision decision =
                writer.execute(new Command.AssignVersion(endpointId, application, version, ifMatch(request)));
        return Reply.noContent().etag(after(decision).tag());
    }

    private static Optional<EntityTags> ifMatch(Request request) {
        return request.ifMatch()
                .map(tags -> new EntityTags(
                        tags.any(),
                        tags.tags().stream().map(tag -> tag.split("\\.", 2)[0]).collect(Collectors.toSet())));
    }

    static Endpoint after(Decision decision) {
        return switch (decision) {
            case Decision.Effective effective ->
                effective.after().or(effective::before).orElseThrow();
            case Decision.Unchanged unchanged -> unchanged.endpoint();
            case Decision.TokenTaken taken -> throw new IllegalStateException("Only a registration brings a token");
            case Decision.Declined declined -> throw new Refused(declined.refusal());
        };
    }
}
