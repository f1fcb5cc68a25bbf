package io.muster.openapi;

import static io.muster.openapi.OpenApiOperations.assertSameOperations;
import static io.muster.openapi.Things.DELETE;
import static io.muster.openapi.Things.GET;
import static io.muster.openapi.Things.LARGEST;
import static io.muster.openapi.Things.operation;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.platform.http.Api;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OpenApiOperationsTest {

    @Test
    void agreementIsQuiet() {
        assertSameOperations(Things.api(LARGEST, GET, DELETE));
    }

    @Test
    void anOperationWithoutHandlerIsSeen() {
        assertDiffers(Things.api(LARGEST, GET), "deleteThing (DELETE /things/{thingId}) has no handler");
    }

    @Test
    void aHandlerWithoutOperationIsSeen() {
        assertDiffers(
                Things.replacing(GET, operation(HttpMethod.GET, "/things/:thingId", "fetchThing", "thing:read")),
                "fetchThing (GET /things/:thingId) is not in the file",
                "getThing (GET /things/{thingId}) has no handler");
    }

    @Test
    void anotherPathMethodOrScopeIsSeen() {
        assertDiffers(
                Things.replacing(GET, operation(HttpMethod.GET, "/things/:id", "getThing", "thing:read")),
                "getThing (GET /things/:id) is GET /things/{thingId} in the file");
        assertDiffers(
                Things.replacing(DELETE, operation(HttpMethod.POST, "/things/:thingId", "deleteThing", "thing:delete")),
                "deleteThing (POST /things/:thingId) is DELETE /things/{thingId} in the file");
        assertDiffers(
                Things.replacing(GET, operation(HttpMethod.GET, "/things/:thingId", "getThing", "thing:see")),
                "getThing (GET /things/:thingId) needs the scopes [thing:see], in the file [thing:read]");
        assertDiffers(
                Things.replacing(GET, operation(HttpMethod.GET, "/things/:thingId", "getThing", "")),
                "needs the scopes [], in the file [thing:read]");
    }

    @Test
    void aServerThatLeadsElsewhereIsSeen() {
        OpenApiFile file = OpenApiFile.of("""
                openapi: 3.1.0
                servers: [{url: /api/v1}]
                """);
        assertThatThrownBy(() -> assertSameOperations(Things.api(), file))
                .hasMessageContaining("the first server leads to /api/v1, the API answers at /x/api/v1");
    }

    @Test
    void aHandlerThatStandsTwiceIsSeen() {
        assertDiffers(Things.api(LARGEST, GET, GET, DELETE), "getThing is handled twice");
    }

    @Test
    void anUndeclaredPathParameterOrReferenceIsSeen() {
        OpenApiFile file = OpenApiFile.of("""
                openapi: 3.1.0
                paths:
                  /things/{thingId}:
                    get:
                      operationId: getThing
                      security: [{oauth2: ["thing:read"]}]
                      responses: {"200": {$ref: "#/components/responses/Thing"}}
                """);
        assertThatThrownBy(() -> assertSameOperations(Things.api(GET), file))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("GET /things/{thingId} declares the path parameters []")
                .hasMessageContaining("the reference #/components/responses/Thing leads nowhere");
    }

    @Test
    void aMissingOrForeignFileIsSeen() {
        assertThatThrownBy(() -> assertSameOperations(new Api("x", List.of(), "openapi/none.yaml")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("/openapi/none.yaml");
        assertThatThrownBy(() -> OpenApiFile.of("swagger: '2.0'")).isInstanceOf(AssertionError.class);
    }

    private static void assertDiffers(Api api, String... differences) {
        assertThatThrownBy(() -> assertSameOperations(api))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(differences);
    }
}
