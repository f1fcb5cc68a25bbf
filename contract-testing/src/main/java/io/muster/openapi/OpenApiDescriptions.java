package io.muster.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.platform.http.Api;
import java.util.ArrayList;
import java.util.List;

/** Holds an OpenAPI file against the rule that it explains everything it names. */
public final class OpenApiDescriptions {

    private OpenApiDescriptions() {}

    /**
     * Every operation has a summary; every parameter, header, answer, schema and member of an object has a description, at its
     * place or where its reference leads. No member is without a value, as the rest of a sentence with a comma in it is when
     * its quotes are forgotten.
     *
     * @throws AssertionError with everything that is not explained
     */
    public static void assertComplete(Api api) {
        assertComplete(OpenApiFile.read(api.openApi()));
    }

    static void assertComplete(OpenApiFile file) {
        List<String> missing = new ArrayList<>();
        file.operations().stream()
                .filter(operation -> file.root()
                        .at(operation.pointer() + "/summary")
                        .asText("")
                        .isBlank())
                .forEach(operation -> missing.add(operation.pointer()));
        collect(file, "", file.root(), missing);
        if (!missing.isEmpty()) {
            throw new AssertionError("The OpenAPI file does not explain:\n  " + String.join("\n  ", missing));
        }
    }

    private static void collect(OpenApiFile file, String pointer, JsonNode node, List<String> missing) {
        for (var member : node.properties()) {
            OpenApiFile.Place place = new OpenApiFile.Place(pointer, node);
            String below = place.member(member.getKey());
            switch (member.getKey()) {
                case "properties", "headers", "responses", "parameters", "schemas" ->
                    each(file, below, member.getValue(), missing);
                default -> {}
            }
            if (member.getValue().isNull()) {
                missing.add(below);
            }
            if (!member.getKey().equals("examples")) {
                collect(file, below, member.getValue(), missing);
            }
        }
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            collect(file, pointer + "/" + i, node.get(i), missing);
        }
    }

    private static void each(OpenApiFile file, String pointer, JsonNode named, List<String> missing) {
        OpenApiFile.Place all = new OpenApiFile.Place(pointer, named);
        for (int i = 0; i < named.size() && named.isArray(); i++) {
            explained(file, pointer + "/" + i, missing);
        }
        named.fieldNames().forEachRemaining(name -> explained(file, all.member(name), missing));
    }

    private static void explained(OpenApiFile file, String pointer, List<String> missing) {
        boolean here = !file.root().at(pointer + "/description").asText("").isBlank();
        boolean there = !file.at(pointer).node().path("description").asText("").isBlank();
        if (!here && !there) {
            missing.add(pointer);
        }
    }
}
