package io.muster.openapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.openapi.OpenApiFile.Described;
import io.muster.openapi.OpenApiFile.Place;
import io.muster.platform.http.Api;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Holds real answers against the OpenAPI file of an API: the status must be declared; headers must be declared, must fit
 * and the required ones be there; the media type must be declared; the body must fit its schema and carry nothing that
 * the schema does not name. Of {@code application/x-ndjson} every line must fit {@code x-item-schema}, which stands
 * beside the schema of the whole.
 */
public final class OpenApiValidation {

    /** Answers may hold numbers of any length, and no member twice. */
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final String LINES = "application/x-ndjson";
    private static final String LINE = "x-item-schema";

    /** Headers that HTTP servers add by themselves, or that belong to the body. */
    private static final Pattern OF_TRANSPORT = Pattern.compile(
            ":status|content-(type|length|encoding)|transfer-encoding|vary|connection|date|access-control-.*",
            Pattern.CASE_INSENSITIVE);

    private final String name;
    private final OpenApiFile file;
    private final Schemas schemas;

    OpenApiValidation(String name, OpenApiFile file) {
        this.name = name;
        this.file = file;
        this.schemas = new Schemas(file);
    }

    /** Validates by the file of {@code api}. */
    public static OpenApiValidation of(Api api) {
        return of(api.name(), api.openApi());
    }

    /**
     * Validates by a file of the class path.
     *
     * @param name first part of the paths behind a gateway, {@code epr}
     * @param resource the file, {@code openapi/epr.yaml}
     */
    public static OpenApiValidation of(String name, String resource) {
        return new OpenApiValidation(name, OpenApiFile.read(resource));
    }

    /** Whether {@code path} belongs to this API: below {@code /NAME/api/v1}, or below {@code /api/v1} alone. */
    public boolean covers(String path) {
        return path.startsWith("/" + name + Api.BASE + "/") || path.startsWith(Api.BASE + "/");
    }

    /**
     * Checks one answer. A path that the file does not know may only be answered 404.
     *
     * @param method in upper case
     * @param path as it was sent, without the query
     * @throws AssertionError with everything that is wrong
     */
    public void validate(String method, String path, int status, HttpHeaders headers, byte[] body) {
        String below = path.substring(path.indexOf(Api.BASE) + Api.BASE.length());
        List<String> faults = new ArrayList<>();
        Optional<Described> operation = file.operation(method, below);
        if (operation.isPresent()) {
            response(operation.get(), status)
                    .ifPresentOrElse(
                            declared -> {
                                checkHeaders(declared, headers, faults);
                                checkBody(declared, headers, body, faults);
                            },
                            () -> faults.add("the status is not declared"));
        } else if (status != 404) {
            faults.add("the file does not know the path, so only 404 may be answered");
        }
        if (!faults.isEmpty()) {
            throw new AssertionError("%s %s answered %d, which the OpenAPI file of %s does not describe:\n  %s"
                    .formatted(method, path, status, name, String.join("\n  ", faults)));
        }
    }

    /** By the number or by its class, {@code 4XX}; {@code default} would describe everything and so counts nothing. */
    private Optional<Place> response(Described operation, int status) {
        return Stream.of(Integer.toString(status), status / 100 + "XX")
                .map(code -> file.at(operation.pointer() + "/responses/" + code))
                .filter(place -> !place.missing())
                .findFirst();
    }

    private void checkHeaders(Place response, HttpHeaders headers, List<String> faults) {
        Place declared = new Place(response.member("headers"), response.node().path("headers"));
        checkNames(declared, headers, faults);
        declared.node().fieldNames().forEachRemaining(header -> {
            Place place = file.at(declared.member(header));
            Optional<String> value = headers.firstValue(header);
            if (value.isEmpty() && place.node().path("required").asBoolean(false)) {
                faults.add("the header " + header + " is missing");
            }
            value.ifPresent(text -> schemas.faults(
                            place.member("schema"),
                            typed(file.at(place.member("schema")).node(), text))
                    .forEach(fault -> faults.add("header " + header + ": " + fault)));
        });
    }

    private static void checkNames(Place declared, HttpHeaders headers, List<String> faults) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        declared.node().fieldNames().forEachRemaining(names::add);
        headers.map().keySet().stream()
                .filter(name -> !names.contains(name))
                .filter(name -> !OF_TRANSPORT.matcher(name).matches())
                .forEach(name -> faults.add("the header " + name + " is not declared"));
    }

    private static JsonNode typed(JsonNode schema, String text) {
        return schema.path("type").asText().equals("integer") && text.matches("-?\\d{1,18}")
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(text))
                : JsonNodeFactory.instance.textNode(text);
    }

    private void checkBody(Place response, HttpHeaders headers, byte[] body, List<String> faults) {
        Place content = new Place(response.member("content"), response.node().path("content"));
        if (content.node().isEmpty()) {
            if (body.length > 0) {
                faults.add("there is a body of " + body.length + " bytes, but none is declared");
            }
            return;
        }
        String type = headers.firstValue("Content-Type")
                .map(value -> value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
        if (!content.node().has(type)) {
            faults.add("the media type \"" + type + "\" is not declared");
            return;
        }
        Place schema = new Place(content.member(type), content.node().path(type));
        String text = new String(body, StandardCharsets.UTF_8);
        if (type.equals(LINES) && schema.node().has(LINE)) {
            text.lines().forEach(line -> checkJson(schema.member(LINE), line, faults));
        } else if (schema.node().has("schema") && (type.equals("application/json") || type.endsWith("+json"))) {
            checkJson(schema.member("schema"), text, faults);
        }
    }

    private void checkJson(String schema, String text, List<String> faults) {
        try {
            JsonNode value = JSON.readTree(text);
            faults.addAll(value.isMissingNode() ? List.of("the body is empty") : schemas.faults(schema, value));
        } catch (JsonProcessingException e) {
            faults.add("the body is not JSON: " + e.getOriginalMessage());
        }
    }
}
