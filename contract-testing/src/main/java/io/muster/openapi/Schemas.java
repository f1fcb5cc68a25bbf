package io.muster.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi31;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The schemas of an OpenAPI file, read more strictly than they are written: an object schema that names its members
 * and does not say whether there may be others allows no others. So an answer cannot carry a member that the file does
 * not tell about.
 */
final class Schemas {

    private static final String ADDRESS = "https://muster.example/openapi";
    private static final String COMPONENTS = "#/components/schemas/";
    private static final Set<String> IN_PLACE = Set.of("allOf", "if", "then", "else", "not");
    private static final Set<String> CHOICES = Set.of("anyOf", "oneOf");

    /** Members of the file around its schemas. */
    private static final List<String> AROUND =
            List.of("openapi", "info", "servers", "tags", "security", "paths", "components");

    /** References to schemas that others are combined of. */
    private final Set<String> parts = new HashSet<>();

    private final JsonSchemaFactory factory;
    private final SchemaValidatorsConfig config =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    Schemas(OpenApiFile file) {
        JsonNode strict = file.root().deepCopy();
        collectParts(strict);
        parts.remove("");
        strict.path("components")
                .path("schemas")
                .properties()
                .forEach(schema -> close(schema.getValue(), parts.contains(COMPONENTS + schema.getKey())));
        close(strict.path("paths"), false);
        close(strict.path("components").path("responses"), false);
        JsonMetaSchema dialect = JsonMetaSchema.builder(OpenApi31.getInstance())
                .keywords(AROUND.stream().map(NonValidationKeyword::new).toList())
                .build();
        this.factory = JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.metaSchema(dialect)
                .defaultMetaSchemaIri(dialect.getIri())
                .schemaLoaders(loaders -> loaders.schemas(Map.of(ADDRESS, strict.toString()))));
    }

    /** What is wrong with {@code value} by the schema at {@code pointer}. */
    List<String> faults(String pointer, JsonNode value) {
        return factory.getSchema(SchemaLocation.of(ADDRESS + "#" + pointer), config).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .sorted()
                .toList();
    }

    /**
     * Schemas that are combined into others by {@code allOf} and the like stay open, for what they do not name may be
     * named beside them: the whole is closed instead, and each place that means such a schema alone.
     */
    private void collectParts(JsonNode node) {
        node.path("allOf").forEach(part -> parts.add(part.path("$ref").asText()));
        if (node.has("properties")) {
            CHOICES.forEach(choice -> node.path(choice)
                    .forEach(part -> parts.add(part.path("$ref").asText())));
        }
        node.forEach(this::collectParts);
    }

    private void close(JsonNode node, boolean part) {
        boolean object = node.path("properties").isObject()
                || node.path("allOf").isArray()
                || parts.contains(node.path("$ref").asText());
        boolean open = !node.has("additionalProperties") && !node.has("unevaluatedProperties");
        if (node instanceof ObjectNode schema && object && open && !part) {
            schema.put("unevaluatedProperties", false);
        }
        for (var child : node.properties()) {
            boolean combined =
                    IN_PLACE.contains(child.getKey()) || (node.has("properties") && CHOICES.contains(child.getKey()));
            close(child.getValue(), combined);
        }
        if (node.isArray()) {
            node.forEach(each -> close(each, part));
        }
    }
}
