package io.muster.epmx.repository;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.MetadataKey;
import io.muster.platform.security.ShownKey;
import io.muster.platform.trace.Correlation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** The register's metadata over its REST API ({@code /api/v1/endpoints/{endpointId}/metadata}). */
public final class RestRepository implements MetadataRepository, AutoCloseable {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final HttpClient client;
    private final String endpoints;
    private final Duration timeout;
    private final ShownKey key;

    /**
     * @param baseUrl where the register answers, without {@code /api/v1}, such as {@code http://epr}
     * @param timeout of one call
     * @param key shown with every call
     */
    public RestRepository(URI baseUrl, Duration timeout, ShownKey key) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        this.endpoints = baseUrl.toString().replaceFirst("/+$", "") + "/api/v1/endpoints/";
        this.timeout = timeout;
        this.key = key;
    }

    @Override
    public Metadata read(EndpointId endpoint) {
        HttpResponse<byte[]> answer = successful(send(to(endpoint, "metadata").GET()));
        String tag = answer.headers().firstValue("ETag").orElse("");
        if (!tag.isEmpty() && json(answer.body()) instanceof ObjectNode values) {
            return new Metadata(values, tag);
        }
        throw notUnderstood("no object with an ETag");
    }

    @Override
    public Set<String> keys(EndpointId endpoint) {
        JsonNode names =
                json(successful(send(to(endpoint, "metadata-keys").GET())).body());
        if (!names.isArray()) {
            throw notUnderstood("no array of keys");
        }
        Set<String> keys = new LinkedHashSet<>();
        names.forEach(name -> keys.add(name.asText()));
        return keys;
    }

    @Override
    public void update(EndpointId endpoint, ObjectNode values) {
        patch(endpoint, MetadataPatch.update(values));
    }

    @Override
    public void delete(EndpointId endpoint, Set<MetadataKey> keys) {
        patch(endpoint, MetadataPatch.delete(keys));
    }

    private void patch(EndpointId endpoint, JsonNode patch) {
        successful(send(to(endpoint, "metadata")
                .header("Content-Type", "application/json-patch+json")
                .method("PATCH", BodyPublishers.ofByteArray(Json.bytes(patch)))));
    }

    @Override
    public boolean replace(EndpointId endpoint, Metadata seen, ObjectNode values) {
        HttpResponse<byte[]> answer = send(to(endpoint, "metadata")
                .header("Content-Type", "application/json")
                .header("If-Match", seen.tag())
                .PUT(BodyPublishers.ofByteArray(Json.bytes(values))));
        return answer.statusCode() != Kind.PRECONDITION_FAILED.status() && successful(answer) == answer;
    }

    private HttpRequest.Builder to(EndpointId endpoint, String resource) {
        return key.on(HttpRequest.newBuilder(URI.create(endpoints + endpoint + '/' + resource)))
                .timeout(timeout)
                .header("Correlation-ID", Correlation.current());
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (HttpTimeoutException e) {
            throw new Refused(new Refusal(
                    Kind.TIMEOUT, "The endpoint register did not answer within " + timeout.toMillis() + " ms"));
        } catch (IOException e) {
            throw new Refused(Refusal.unavailable("The endpoint register cannot be reached: " + e, RETRY_AFTER));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Refusal.unavailable("Interrupted while asking the endpoint register", RETRY_AFTER));
        }
    }

    private static HttpResponse<byte[]> successful(HttpResponse<byte[]> answer) {
        if (answer.statusCode() / 100 == 2) {
            return answer;
        }
        throw Answers.refused(answer.statusCode(), message(answer.body()));
    }

    private static String message(byte[] body) {
        try {
            return Json.parse(body, Json.MAX_DEPTH).path("message").asText();
        } catch (Refused noJson) {
            return "";
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.parse(body, Json.MAX_DEPTH);
        } catch (Refused garbage) {
            throw notUnderstood(garbage.refusal().message());
        }
    }

    private static Refused notUnderstood(String why) {
        return Answers.refused(Kind.INTERNAL.status(), "The endpoint register's answer is not understood: " + why);
    }

    /** Ends the client; calls under way are finished first. */
    @Override
    public void close() {
        client.close();
    }
}
