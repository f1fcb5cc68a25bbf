package io.muster.openapi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class OpenApiValidationTest {

    private static final String THING = "/api/v1/things/1";
    private static final Map<String, String> GOOD = Map.of("Content-Type", "application/json", "ETag", "\"1\"");
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json; charset=utf-8");

    private final OpenApiValidation validation = OpenApiValidation.of("x", "openapi/things.yaml");

    @Test
    void describedAnswersPass() {
        validate("GET", THING, 200, GOOD, "{\"id\":\"%s\",\"tags\":{\"any\":\"text\"}}".formatted(Things.ID));
        validate("GET", "/x" + THING, 304, Map.of(), "");
        validate("GET", THING, 404, JSON, "{\"message\":\"gone\"}");
        validate("DELETE", THING, 202, JSON, "{\"name\":\"a\"}");
        validate("DELETE", THING, 204, Map.of(), "");
        validate("GET", "/api/v1/things/largest", 200, JSON, "{\"name\":\"a\",\"size\":1}");
    }

    @Test
    void anUndeclaredStatusFails() {
        assertFails("GET", THING, 202, GOOD, "{}", "the status is not declared");
        assertFails("DELETE", THING, 403, JSON, "{\"message\":\"no\"}", "the status is not declared");
    }

    @Test
    void aBodyThatBreaksItsSchemaFails() {
        assertFails("GET", THING, 200, GOOD, "{}", "required property 'id' not found");
        assertFails("GET", THING, 200, GOOD, "{\"id\":7}", "integer found, string expected");
        assertFails("GET", THING, 200, GOOD, "{\"id\":\"no UUID\"}", "uuid");
        assertFails("GET", THING, 200, GOOD, "{\"id\":\"%s\",\"tags\":{\"a\":1}}".formatted(Things.ID), "tags");
        assertFails("GET", THING, 200, GOOD, "{\"id\":", "the body is not JSON");
        assertFails("GET", THING, 200, GOOD, "", "the body is empty");
        assertFails("GET", THING, 404, JSON, "{\"error\":\"gone\"}", "message");
    }

    @Test
    void aMemberThatTheSchemaDoesNotNameFails() {
        assertFails("GET", THING, 200, GOOD, "{\"id\":\"%s\",\"extra\":1}".formatted(Things.ID), "extra");
        assertFails("GET", THING, 404, JSON, "{\"message\":\"gone\",\"trace\":\"...\"}", "trace");
        assertFails("GET", "/api/v1/things/largest", 200, JSON, "{\"name\":\"a\",\"colour\":1}", "colour");
        assertFails("DELETE", THING, 202, JSON, "{\"name\":\"a\",\"size\":1}", "size");
    }

    @Test
    void headersAndMediaTypesAreChecked() {
        String body = "{\"id\":\"%s\"}".formatted(Things.ID);
        assertFails("GET", THING, 200, JSON, body, "the header ETag is missing");
        assertFails("GET", THING, 200, Map.of("Content-Type", "application/json", "ETag", "1"), body, "header ETag: ");
        assertFails(
                "GET",
                THING,
                200,
                Map.of("Content-Type", "text/plain", "ETag", "\"1\""),
                body,
                "the media type \"text/plain\" is not declared");
        assertFails("DELETE", THING, 204, JSON, "{}", "none is declared");
        assertFails("DELETE", THING, 204, GOOD, "", "the header ETag is not declared");
    }

    @Test
    void everyLineIsChecked() {
        OpenApiValidation lines = new OpenApiValidation("x", OpenApiFile.of("""
                openapi: 3.1.0
                paths:
                  /things/bulk:
                    post:
                      responses:
                        "200":
                          content:
                            application/x-ndjson:
                              x-item-schema: {type: object, properties: {line: {type: integer}}}
                """));
        validate(lines, "{\"line\":1}\n{\"line\":2}\n");
        assertThatThrownBy(() -> validate(lines, "{\"line\":1}\n{\"line\":\"2\"}\n"))
                .hasMessageContaining("string found, integer expected");
        assertThatThrownBy(() -> validate(lines, "{\"line\":1}\n{\"lines\":2}\n"))
                .hasMessageContaining("lines");
    }

    private static void validate(OpenApiValidation validation, String lines) {
        validation.validate(
                "POST",
                "/x/api/v1/things/bulk",
                200,
                HttpHeaders.of(Map.of("Content-Type", List.of("application/x-ndjson")), (name, value) -> true),
                lines.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPathThatTheFileDoesNotKnowMayOnlyBeMissing() {
        validate("GET", "/api/v1/applications", 404, JSON, "{\"message\":\"No resource\"}");
        assertFails("GET", "/api/v1/applications", 200, JSON, "[]", "the file does not know the path");
        assertFails("PUT", THING, 200, JSON, "{}", "the file does not know the path");
    }

    private void validate(String method, String path, int status, Map<String, String> headers, String body) {
        Map<String, List<String>> all = headers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> List.of(each.getValue()), (a, b) -> a, TreeMap::new));
        validation.validate(
                method,
                path,
                status,
                HttpHeaders.of(all, (name, value) -> true),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private void assertFails(
            String method, String path, int status, Map<String, String> headers, String body, String fault) {
        assertThatThrownBy(() -> validate(method, path, status, headers, body))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(fault);
    }
}
