package io.muster.cm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.muster.contract.json.Json;
import io.muster.openapi.OpenApiValidation;
import io.muster.openapi.ValidatingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of the REST API that holds every answer against the OpenAPI file and remembers it. */
final class Rest {

    private static final ValidatingClient CLIENT =
            new ValidatingClient(HttpClient.newHttpClient(), List.of(OpenApiValidation.of("cm", "openapi/cm.yaml")));

    final List<String> answers = new CopyOnWriteArrayList<>();
    private final String base;

    Rest(String base) {
        this.base = base;
    }

    record Answer(int status, JsonNode body, String text, HttpResponse<String> raw) {
        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        String message() {
            return body.path("message").asText();
        }

        String member(String name) {
            return body.path(name).asText();
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    Answer put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    Answer patch(String path, String body, String... headers) {
        return send("PATCH", path, body, headers);
    }

    Answer delete(String path, String... headers) {
        return send("DELETE", path, "", headers);
    }

    Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = CLIENT.send(request.build());
            answers.add(response.body());
            boolean json = response.headers()
                    .firstValue("Content-Type")
                    .filter("application/json"::equals)
                    .isPresent();
            return new Answer(
                    response.statusCode(),
                    json ? Json.parse(response.body(), Json.MAX_DEPTH) : MissingNode.getInstance(),
                    response.body(),
                    response);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Adds a token and returns the answer. */
    Answer addToken(String endpoint, String application, String token) {
        return post(
                "/endpoints/" + endpoint + "/tokens",
                "{\"applicationName\":\"%s\",\"token\":\"%s\"}".formatted(application, token));
    }

    /** Requests a status of a token. */
    Answer setStatus(String endpoint, String tokenId, String status) {
        return put("/endpoints/%s/tokens/%s/status".formatted(endpoint, tokenId), "{\"status\":\"" + status + "\"}");
    }
}
