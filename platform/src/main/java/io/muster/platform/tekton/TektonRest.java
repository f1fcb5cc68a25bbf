package io.muster.platform.tekton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.platform.config.Tekton;
import io.muster.platform.trace.Correlation;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tekton's REST API, as far as a service reads its own configuration. */
final class TektonRest implements AutoCloseable {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final String base;
    private final Duration timeout;
    private final HttpClient client;

    TektonRest(Tekton settings) {
        this.base = settings.url().bare().replaceAll("/+$", "");
        this.timeout = settings.timeout();
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * What Tekton has at a scope: the applications by name, or the value of one application or version, which is null
     * where it exists without configuration.
     *
     * @return empty when the application or version does not exist
     * @throws TektonFailure when Tekton cannot be asked or its answer cannot be understood
     */
    Optional<JsonNode> read(Scope scope) {
        HttpResponse<byte[]> answer = send(uri(scope));
        if (answer.statusCode() == NOT_FOUND && scope.application().isPresent()) {
            return Optional.empty();
        }
        if (answer.statusCode() != OK) {
            throw failure(
                    "answered " + answer.statusCode() + " to GET " + uri(scope).getPath());
        }
        return value(answer.body(), scope);
    }

    private Optional<JsonNode> value(byte[] body, Scope scope) {
        JsonNode here = child(json(body), scope.instance(), "");
        JsonNode applications = child(child(here, "kaa", scope.instance()), "applications", "kaa");
        if (scope.application().isEmpty()) {
            return Optional.of(
                    applications.isObject() || applications.isNull()
                            ? applications
                            : JsonNodeFactory.instance.objectNode());
        }
        JsonNode value = child(applications, scope.application().get(), "applications");
        if (scope.version().isPresent()) {
            JsonNode versions = child(value, "versions", scope.application().get());
            value = child(versions, scope.version().get(), "versions");
        }
        return value.isMissingNode() ? Optional.empty() : Optional.of(value);
    }

    /** A member, which may be missing, of an object, which may be missing or null. */
    private JsonNode child(JsonNode node, String name, String where) {
        if (node.isObject() || node.isMissingNode() || node.isNull()) {
            return node.path(name);
        }
        throw failure("has " + node.getNodeType() + " at \"" + where + "\", where an object is expected");
    }

    private JsonNode json(byte[] body) {
        try {
            JsonNode root = Json.parse(body, Json.MAX_DEPTH);
            if (root.isObject()) {
                return root;
            }
            throw failure("answered with " + root.getNodeType() + ", where an object is expected");
        } catch (Refused garbage) {
            throw failure("gave an answer that is not understood: "
                    + garbage.refusal().message());
        }
    }

    /** The time limit is for the whole answer; that of the client ends with the headers. */
    private HttpResponse<byte[]> send(URI uri) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/json")
                .header("Correlation-ID", Correlation.current())
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw failure("did not answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException unreachable) {
            Throwable cause = unreachable.getCause();
            throw failure("cannot be reached ("
                    + (cause == null ? unreachable : cause).getClass().getSimpleName() + ")");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw failure("was not waited for, since the program is stopping");
        }
    }

    private URI uri(Scope scope) {
        StringBuilder uri = new StringBuilder(base).append("/api/v1/app-configs");
        scope.application().ifPresent(name -> uri.append("/applications/").append(encoded(name)));
        scope.version().ifPresent(name -> uri.append("/app-versions/").append(encoded(name)));
        return URI.create(uri.append("?serviceInstanceName=")
                .append(encoded(scope.instance()))
                .toString());
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private TektonFailure failure(String what) {
        return new TektonFailure("Tekton at " + base + " " + what);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
