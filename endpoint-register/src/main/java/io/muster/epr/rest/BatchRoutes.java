package io.muster.epr.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.epr.batch.Batches;
import io.muster.epr.registration.Registration;
import io.muster.platform.config.Applications;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import io.muster.platform.http.Resource;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Registering and deleting many endpoints at once. */
final class BatchRoutes {

    private static final String DELETE = "endpoint:delete";
    private static final String LIMIT = "kaa.epr.max-batch";
    private static final Set<String> ITEM = Set.of("endpointToken", "endpointId", "metadata");

    private final Batches batches;
    private final Registration registration;
    private final Supplier<Applications> applications;
    private final int most;

    /** @param most endpoints per call */
    BatchRoutes(Batches batches, Registration registration, Supplier<Applications> applications, int most) {
        this.batches = batches;
        this.registration = registration;
        this.applications = applications;
        this.most = most;
    }

    List<Operation> operations() {
        return List.of(
                new Operation(
                                HttpMethod.POST,
                                "/endpoints/batch",
                                "registerEndpoints",
                                "application:endpoint:create",
                                this::register)
                        .on(request -> new Resource.Application(registration.application(version(request)))),
                new Operation(
                                HttpMethod.GET,
                                "/endpoints/batch/status",
                                "getBatchStatus",
                                "application:endpoint:create",
                                this::status)
                        .on(request -> new Resource.Application(required(request, "appName"))),
                new Operation(HttpMethod.POST, "/endpoints/delete", "unregisterEndpoints", DELETE, this::delete)
                        .itemByItem());
    }

    private static String version(Request request) {
        return body(request).requiredObject("appVersion").requiredText("name");
    }

    private static Body body(Request request) {
        return new Body(request.object(), "").allowing(Set.of("appVersion", "endpoints"));
    }

    private Reply register(Request request) {
        Body body = body(request);
        String version = version(request);
        String application = registration.application(version);
        List<Batches.Wish> wishes = new ArrayList<>();
        for (JsonNode item : body.requiredArray("endpoints", most, LIMIT)) {
            wishes.add(wish(item, wishes.size()));
        }
        String taskId = batches.register(application, version, wishes);
        return Reply.json(202, JsonNodeFactory.instance.objectNode().put("taskId", taskId));
    }

    private static Batches.Wish wish(JsonNode item, int position) {
        if (!(item instanceof ObjectNode object)) {
            throw new Refused(Refusal.malformed("Member \"endpoints[" + position + "]\" must be an object"));
        }
        Body body = new Body(object, "endpoints[" + position + "].").allowing(ITEM);
        return new Batches.Wish(body.text("endpointId"), body.text("endpointToken"), body.objectOrEmpty("metadata"));
    }

    private Reply status(Request request) {
        String application = Paths.existing(required(request, "appName"), applications);
        return Reply.ok(status(batches.status(application, required(request, "taskId"))))
                .etagOfBody();
    }

    private static String required(Request request, String parameter) {
        return request.parameter(parameter)
                .orElseThrow(() -> new Refused(Refusal.malformed("Query parameter \"" + parameter + "\" is required")));
    }

    private static ObjectNode status(Batches.Progress progress) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("createdCount", progress.done().size());
        status.put("failedCount", progress.failed().size());
        status.put("finished", progress.finished());
        ArrayNode created = status.putArray("created");
        for (Batches.Result result : progress.done()) {
            item(created, result).set("metadata", result.request().path("metadata"));
        }
        ArrayNode failed = status.putArray("failed");
        for (Batches.Result result : progress.failed()) {
            item(failed, result)
                    .put("metadata", Json.text(result.request().path("metadata")))
                    .put("status", "FAILED")
                    .put("statusReason", result.reason());
        }
        return status;
    }

    private static ObjectNode item(ArrayNode list, Batches.Result result) {
        ObjectNode item = list.addObject();
        if (result.request().has("endpointToken")) {
            item.set("endpointToken", result.request().get("endpointToken"));
        }
        return item.put("endpointId", result.endpointId());
    }

    private Reply delete(Request request) {
        Body body = new Body(request.object(), "").allowing(Set.of("endpointIds"));
        Set<String> endpointIds = new LinkedHashSet<>();
        for (JsonNode id : body.requiredArray("endpointIds", most, LIMIT)) {
            if (!id.isTextual()) {
                throw new Refused(Refusal.malformed("Member \"endpointIds\" must hold strings only"));
            }
            endpointIds.add(id.textValue());
        }
        Map<Boolean, List<String>> permitted = endpointIds.stream()
                .collect(Collectors.partitioningBy(
                        id -> request.caller().access().allows(DELETE, new Resource.Endpoint(id))));
        List<String> forbidden = permitted.getOrDefault(false, List.of());
        Batches.Progress progress = batches.delete(permitted.getOrDefault(true, List.of()));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("deletedCount", progress.done().size());
        answer.put("failedCount", progress.failed().size() + forbidden.size());
        answer.put("finished", progress.finished());
        ArrayNode deleted = answer.putArray("deleted");
        progress.done().forEach(result -> deleted.add(result.endpointId()));
        ArrayNode failed = answer.putArray("failed");
        progress.failed().forEach(result -> notDeleted(failed, result.endpointId(), result.reason()));
        forbidden.forEach(id -> notDeleted(failed, id, "Scope \"" + DELETE + "\" is needed on it"));
        return Reply.ok(answer);
    }

    private static void notDeleted(ArrayNode failed, String endpointId, String reason) {
        failed.addObject().put("endpointId", endpointId).put("status", "FAILED").put("statusReason", reason);
    }
}
