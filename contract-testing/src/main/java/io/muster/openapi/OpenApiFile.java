package io.muster.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** An OpenAPI 3.1 file in YAML or JSON. References lead within the file only. */
final class OpenApiFile {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]+)}");

    private final JsonNode root;
    private final List<Described> operations;

    private OpenApiFile(JsonNode root) {
        this.root = root;
        this.operations = operationsOf(root);
    }

    /**
     * Reads a resource of the class path.
     *
     * @throws AssertionError when it is missing or not OpenAPI 3.1
     */
    static OpenApiFile read(String resource) {
        String path = resource.startsWith("/") ? resource : "/" + resource;
        try (InputStream stream = OpenApiFile.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new AssertionError("There is no resource " + path);
            }
            return of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static OpenApiFile of(String yaml) {
        LoadSettings settings =
                LoadSettings.builder().setAllowDuplicateKeys(false).build();
        JsonNode root = new ObjectMapper().valueToTree(new Load(settings).loadFromString(yaml));
        if (!root.path("openapi").asText("").startsWith("3.1.")) {
            throw new AssertionError("Not an OpenAPI 3.1 file: openapi is " + root.path("openapi"));
        }
        return new OpenApiFile(root);
    }

    /**
     * One operation of the file.
     *
     * @param method in upper case
     * @param path template with parameters in braces
     * @param pathParameters names of the path parameters that are declared
     * @param scopes all scopes of its security requirements, or of those of the whole file
     * @param pointer JSON pointer to it
     */
    record Described(
            String id, String method, String path, Set<String> pathParameters, Set<String> scopes, String pointer) {

        /** The template with parameters as the router writes them, {@code :name}. */
        String route() {
            return PLACEHOLDER.matcher(path).replaceAll(":$1");
        }

        /** Names of the parameters in the template. */
        Set<String> placeholders() {
            return PLACEHOLDER
                    .matcher(path)
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    JsonNode root() {
        return root;
    }

    List<Described> operations() {
        return operations;
    }

    /** The operation that answers {@code method} on {@code path}; of several templates the most literal one. */
    Optional<Described> operation(String method, String path) {
        return operations.stream()
                .filter(operation -> operation.method().equals(method))
                .filter(operation -> path.matches(expression(operation.path())))
                .min((a, b) -> Integer.compare(
                        a.placeholders().size(), b.placeholders().size()));
    }

    private static String expression(String template) {
        StringBuilder expression = new StringBuilder();
        for (String part : template.split("(?=\\{)|(?<=})")) {
            expression.append(part.startsWith("{") ? "[^/]+" : Pattern.quote(part));
        }
        return expression.toString();
    }

    /** What stands at a JSON pointer, references followed; missing when there is nothing. */
    Place at(String pointer) {
        JsonNode node = root.at(pointer);
        String reference = node.path("$ref").asText("");
        if (!reference.isEmpty()) {
            if (!reference.startsWith("#/")) {
                throw new AssertionError("The reference " + reference + " leads out of the file");
            }
            return at(reference.substring(1));
        }
        return new Place(pointer, node);
    }

    /** References that lead nowhere. */
    List<String> danglingReferences() {
        return root.findValuesAsText("$ref").stream()
                .distinct()
                .filter(reference -> !reference.startsWith("#/")
                        || root.at(reference.substring(1)).isMissingNode())
                .toList();
    }

    /** A node and where it stands. */
    record Place(String pointer, JsonNode node) {

        boolean missing() {
            return node instanceof MissingNode;
        }

        String member(String name) {
            return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
        }
    }

    private List<Described> operationsOf(JsonNode file) {
        List<Described> found = new ArrayList<>();
        Place paths = new Place("/paths", file.path("paths"));
        for (var path : paths.node().properties()) {
            Place item = new Place(paths.member(path.getKey()), path.getValue());
            for (var method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    found.add(described(path.getKey(), method.getKey(), item));
                }
            }
        }
        return List.copyOf(found);
    }

    private Described described(String path, String method, Place item) {
        Place operation = new Place(item.member(method), item.node().path(method));
        Set<String> parameters = new TreeSet<>(pathParameters(item));
        parameters.addAll(pathParameters(operation));
        JsonNode security =
                operation.node().has("security") ? operation.node().path("security") : root.path("security");
        Set<String> scopes = new LinkedHashSet<>();
        security.forEach(requirement -> requirement.forEach(list -> list.forEach(scope -> scopes.add(scope.asText()))));
        return new Described(
                operation.node().path("operationId").asText(""),
                method.toUpperCase(Locale.ROOT),
                path,
                parameters,
                scopes,
                operation.pointer());
    }

    private Set<String> pathParameters(Place owner) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < owner.node().path("parameters").size(); i++) {
            JsonNode parameter = at(owner.pointer() + "/parameters/" + i).node();
            if (parameter.path("in").asText().equals("path")) {
                names.add(parameter.path("name").asText());
            }
        }
        return names;
    }
}
