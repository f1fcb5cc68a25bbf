package io.muster.benchmark.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.benchmark.load.Patience;
import io.muster.contract.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;

/** HTTP requests over a fixed number of kept connections to one port of 127.0.0.1. */
public final class RestClient implements AutoCloseable {

    private static final int GOOD_FROM = 200;
    private static final int GOOD_TO = 299;
    private static final int LONGEST_SHOWN = 200;
    private static final long IDLE_MILLIS = 30_000;

    private final HttpClient client;
    private final int port;
    /** One party for each request under way, and this client. */
    private final Phaser underWay = new Phaser(1);

    /** @param connections at most */
    public RestClient(Vertx vertx, int port, int connections) {
        this.port = port;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(600), new PoolOptions().setHttp1MaxSize(connections));
    }

    /** Sends JSON (or nothing, if it is empty); fails for an answer other than 2xx. */
    public Future<Buffer> send(HttpMethod method, String path, byte[] json) {
        // No bound on waiting for a connection: Vert.x would set a timer for it, which may find the wait over and then
        // breaks off whatever else its pool was about to do, so that other requests never end.
        RequestOptions options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMethod(method)
                .setURI(path)
                .setIdleTimeout(IDLE_MILLIS);
        if (json.length > 0) {
            options.putHeader("Content-Type", "application/json");
        }
        underWay.register();
        return client.request(options)
                .compose(request -> sent(request, json))
                .onComplete(ended -> underWay.arriveAndDeregister());
    }

    private static Future<Buffer> sent(HttpClientRequest request, byte[] json) {
        // Asked for before the request goes: a caller that is no event loop may look away until the response is over,
        // and one whose end nobody listened to never ends.
        Future<Buffer> answer = request.response().compose(RestClient::read);
        return request.end(Buffer.buffer(json)).compose(sent -> answer);
    }

    private static Future<Buffer> read(HttpClientResponse response) {
        return response.body()
                .compose(body -> response.statusCode() >= GOOD_FROM && response.statusCode() <= GOOD_TO
                        ? Future.succeededFuture(body)
                        : Future.failedFuture(response.statusCode() + " " + shown(body)));
    }

    private static String shown(Buffer body) {
        String text = body.toString(StandardCharsets.UTF_8);
        return text.substring(0, Math.min(text.length(), LONGEST_SHOWN));
    }

    /** Sends and waits; the JSON of the answer, empty for an empty one. */
    public JsonNode call(HttpMethod method, String path, String json) {
        byte[] answer = Patience.on(send(method, path, json.getBytes(StandardCharsets.UTF_8))
                        .toCompletionStage())
                .getBytes();
        return answer.length == 0 ? Json.mapper().createObjectNode() : Json.parse(answer, Json.MAX_DEPTH);
    }

    /** Waits for the requests under way, which would fail in the middle of it. */
    @Override
    public void close() {
        // On a thread of its own: one that waits in vain must not keep others from it.
        Patience.on(CompletableFuture.runAsync(underWay::arriveAndAwaitAdvance, Thread::startVirtualThread));
        Patience.on(client.close().toCompletionStage());
    }
}
