package io.muster.openapi;

import io.muster.openapi.OpenApiFile.Described;
import io.muster.platform.http.Api;
import io.muster.platform.http.Operation;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds the operations of an API against its OpenAPI file. */
public final class OpenApiOperations {

    private OpenApiOperations() {}

    /**
     * Every operation of {@code api} stands in its file and the other way round, with the same method, path and
     * operation ID; path parameters are declared; references lead somewhere; the only scope in the file is the one the
     * operation asks for; the server in the file, relative to where the page of documentation reads the file, is where
     * the API answers.
     *
     * @throws AssertionError with all differences
     */
    public static void assertSameOperations(Api api) {
        assertSameOperations(api, OpenApiFile.read(api.openApi()));
    }

    static void assertSameOperations(Api api, OpenApiFile file) {
        List<String> differences = new ArrayList<>();
        for (Operation operation : api.operations()) {
            String name = operation.id() + " (" + operation.method() + " " + operation.path() + ")";
            Optional<Described> described = file.operations().stream()
                    .filter(each -> each.id().equals(operation.id()))
                    .findFirst();
            described.ifPresentOrElse(
                    each -> compare(name, operation, each, differences),
                    () -> differences.add(name + " is not in the file"));
        }
        Set<String> handled = new HashSet<>();
        api.operations().forEach(operation -> {
            if (!handled.add(operation.id())) {
                differences.add(operation.id() + " is handled twice");
            }
        });
        Set<String> ids = new HashSet<>();
        for (Described described : file.operations()) {
            String name = described.method() + " " + described.path();
            if (described.id().isEmpty()) {
                differences.add(name + " has no operationId");
            } else if (!ids.add(described.id())) {
                differences.add(described.id() + " stands twice in the file");
            } else if (!handled.contains(described.id())) {
                differences.add(described.id() + " (" + name + ") has no handler");
            }
            if (!described.placeholders().equals(described.pathParameters())) {
                differences.add(name + " declares the path parameters " + described.pathParameters());
            }
        }
        String server = URI.create("/" + api.name() + "/openapi.yaml")
                .resolve(file.root().at("/servers/0/url").asText())
                .toString();
        if (!server.equals(api.prefixedBase())) {
            differences.add("the first server leads to " + server + ", the API answers at " + api.prefixedBase());
        }
        file.danglingReferences()
                .forEach(reference -> differences.add("the reference " + reference + " leads nowhere"));
        if (!differences.isEmpty()) {
            throw new AssertionError(
                    "OpenAPI file and operations of " + api.name() + " differ:\n  " + String.join("\n  ", differences));
        }
    }

    private static void compare(String name, Operation operation, Described described, List<String> differences) {
        if (!described.method().equals(operation.method().name())
                || !described.route().equals(operation.path())) {
            differences.add(name + " is " + described.method() + " " + described.path() + " in the file");
        }
        Set<String> scopes = operation.scope().isEmpty() ? Set.of() : Set.of(operation.scope());
        if (!described.scopes().equals(scopes)) {
            differences.add(name + " needs the scopes " + scopes + ", in the file " + described.scopes());
        }
    }
}
