package io.muster.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.platform.http.Api;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Reply;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;

/** A small API that agrees with its file. */
final class Things {

    static final String ID = "7d5dda9b-8d5e-4ee8-8c4b-1b2f3a4c5d6e";

    static final Operation LARGEST = operation(HttpMethod.GET, "/things/largest", "getLargestThing", "thing:read");
    static final Operation GET = operation(HttpMethod.GET, "/things/:thingId", "getThing", "thing:read");
    static final Operation DELETE = operation(HttpMethod.DELETE, "/things/:thingId", "deleteThing", "thing:delete");

    private Things() {}

    static Operation operation(HttpMethod method, String path, String id, String scope) {
        return new Operation(method, path, id, scope, request -> Reply.ok(
                        JsonNodeFactory.instance.objectNode().put("id", ID))
                .etagOfBody());
    }

    static Api api(Operation... operations) {
        return new Api("x", List.of(operations), "openapi/things.yaml");
    }

    /** The whole API with {@code other} in place of {@code one}. */
    static Api replacing(Operation one, Operation other) {
        List<Operation> operations = new ArrayList<>(List.of(LARGEST, GET, DELETE));
        operations.replaceAll(each -> each.equals(one) ? other : each);
        return new Api("x", operations, "/openapi/things.yaml");
    }
}
