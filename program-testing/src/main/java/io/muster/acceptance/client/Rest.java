package io.muster.acceptance.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.muster.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An HTTP client that speaks JSON, about as clever as curl. */
public final class Rest {
    private static final int DEPTH = 100;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI base;
    private final Duration patience;
    private final List<String> always;

    /** A client of everything below an address, which sends these headers with each request: names and values in turn. */
    public Rest(URI base, String... always) {
        this(base, Duration.ofSeconds(30), always);
    }

    /** The same, giving up an answer after {@code patience}. */
    public Rest(URI base, Duration patience, String... always) {
        this.base = base;
        this.patience = patience;
        this.always = List.of(always);
    }

    /**
     * An answer.
     *
     * @param text the body as it came
     */
    public record Answer(int status, String text, java.net.http.HttpHeaders headers) {
        /** The body as JSON; a missing node when there is none. */
        public JsonNode json() {
            return text.isEmpty() ? MissingNode.getInstance() : Json.parse(text, DEPTH);
        }

        /** The first header of that name. */
        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        /** The answer itself if it has that status. */
        public Answer expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError("expected status " + wanted + ", but got " + status + " " + text);
            }
            return this;
        }
    }

    /** Reads. */
    public Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    /** Sends JSON to be worked on. */
    public Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    /** Sends JSON to be stored. */
    public Answer put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    /** Deletes. */
    public Answer delete(String path, String... headers) {
        return send("DELETE", path, "", headers);
    }

    /** Any request; {@code headers} are names and values in turn. */
    public Answer send(String method, String path, String body, String... headers) {
        try {
            return trySend(method, path, body, headers);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + " got no answer", e);
        }
    }

    /**
     * Any request, where it is expected that nobody may answer.
     *
     * @throws IOException if the connection is refused or breaks
     */
    public Answer trySend(String method, String path, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(patience)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.setHeader("Content-Type", "application/json");
        }
        set(request, always);
        set(request, List.of(headers));
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response.headers());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static void set(HttpRequest.Builder request, List<String> headers) {
        for (int i = 0; i < headers.size(); i += 2) {
            request.setHeader(headers.get(i), headers.get(i + 1));
        }
    }
}
