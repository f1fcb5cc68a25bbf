package io.muster.openapi;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An HTTP client for tests that holds every answer against the OpenAPI files as it goes. Answers of paths that belong to
 * none of the APIs pass unseen.
 */
public final class ValidatingClient {

    private final HttpClient client;
    private final List<OpenApiValidation> validations;

    /** @param validations one for each API; with several, callers use the paths with the API's name */
    public ValidatingClient(HttpClient client, List<OpenApiValidation> validations) {
        this.client = client;
        this.validations = validations;
    }

    /**
     * Sends and validates.
     *
     * @throws AssertionError when the answer is not what the file describes
     */
    public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        String path = request.uri().getRawPath();
        validations.stream()
                .filter(validation -> validation.covers(path))
                .findFirst()
                .ifPresent(validation -> validation.validate(
                        request.method(),
                        path,
                        response.statusCode(),
                        response.headers(),
                        response.body().getBytes(StandardCharsets.UTF_8)));
        return response;
    }
}
