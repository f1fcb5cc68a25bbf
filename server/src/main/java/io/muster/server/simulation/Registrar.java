package io.muster.server.simulation;

import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Registers devices through the register's REST API. */
final class Registrar implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int CREATED = 201;
    private static final int CONFLICT = 409;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI endpoints;

    /** @param url of the server, without a path */
    Registrar(URI url) {
        this.endpoints = URI.create(url.toString().replaceFirst("/+$", "") + "/epr/api/v1/endpoints");
    }

    /**
     * Registers {@code device}; one that is there from an earlier run with the same seed counts as registered.
     *
     * @throws IOException when the server does not answer
     * @throws StepFailed when it refuses
     */
    void register(Device device) throws IOException, InterruptedException, StepFailed {
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(endpoints)
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(device.registration()))
                        .build(),
                BodyHandlers.ofByteArray());
        if (answer.statusCode() != CREATED && answer.statusCode() != CONFLICT) {
            throw new StepFailed(answer.statusCode() + " " + reason(answer.body()));
        }
    }

    private static String reason(byte[] body) {
        try {
            return Json.parse(body, Json.MAX_DEPTH).path("message").asText();
        } catch (Refused noJson) {
            return new String(body, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
