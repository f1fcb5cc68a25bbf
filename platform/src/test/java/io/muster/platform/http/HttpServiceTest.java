package io.muster.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.contract.error.Refusal;
import io.muster.platform.trace.Correlation;
import io.muster.platform.work.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpServiceTest {

    private static final int TRIES = 6_000;

    private final Vertx vertx = Vertx.vertx();
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final HttpService service = new HttpService(
            vertx,
            new HttpSettings("127.0.0.1", 0, 64, 8, Duration.ofMillis(500), List.of("http://pages.example")),
            Gatekeeper.OPEN,
            metrics);
    private final CompletableFuture<Void> slow = new CompletableFuture<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void start() {
        service.mount(
                new Api(
                        "x",
                        List.of(
                                operation(HttpMethod.GET, "/things/:id", request -> Reply.ok(thing(request.path("id")))
                                        .etagOfBody()),
                                operation(HttpMethod.POST, "/things", request -> {
                                    ObjectNode body = request.object();
                                    return Reply.created(request.location("/things/1"), body);
                                }),
                                operation(HttpMethod.PUT, "/things", request -> Reply.noContent()),
                                operation(
                                        HttpMethod.GET,
                                        "/matched",
                                        request -> Reply.ok(thing(Boolean.toString(
                                                request.ifMatch().orElseThrow().match("b"))))),
                                operation(HttpMethod.GET, "/refused", request -> {
                                    throw Refusal.conflict("taken").refused();
                                }),
                                operation(HttpMethod.GET, "/broken", request -> {
                                    throw new IllegalStateException("a detail nobody outside may see");
                                }),
                                operation(HttpMethod.GET, "/slow", request -> {
                                    Waiting.on(slow);
                                    return Reply.ok(thing("slow"));
                                }),
                                operation(HttpMethod.GET, "/trace", request -> Reply.ok(thing(Correlation.current())))),
                        ""),
                List.of("/x/api/v1", "/api/v1"));
        port = service.start();
    }

    @AfterEach
    void stop() {
        service.close();
        vertx.close().await();
    }

    @Test
    void answersBelowEveryBase() throws Exception {
        assertThat(get("/x/api/v1/things/a%20b").body()).isEqualTo("{\"id\":\"a b\"}");
        assertThat(get("/api/v1/things/1").statusCode()).isEqualTo(200);
    }

    @Test
    void knownContentIsNotSentAgain() throws Exception {
        String tag = get("/api/v1/things/1").headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = send(request("/api/v1/things/1").header("If-None-Match", tag));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("ETag")).contains(tag);
    }

    @Test
    void locationIsUsableBehindAProxy() throws Exception {
        HttpResponse<String> created = send(request("/api/v1/things")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "fleet.example")
                .header("X-Forwarded-Prefix", "/x")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).contains("https://fleet.example/x/api/v1/things/1");
    }

    @Test
    void locationNamesTheServerAlsoWhereNoHeaderDoes() throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpResponse<String> created =
                    send(request("/api/v1/things").version(version).POST(BodyPublishers.ofString("{}")));
            assertThat(created.headers().firstValue("Location"))
                    .as(version.name())
                    .contains("http://127.0.0.1:" + port + "/api/v1/things/1");
        }
    }

    @Test
    void refusalsNameTheReasonAndFailuresHideIt() throws Exception {
        assertThat(get("/api/v1/refused").statusCode()).isEqualTo(409);
        assertThat(get("/api/v1/refused").body()).isEqualTo("{\"message\":\"taken\"}");
        assertThat(get("/api/v1/broken").statusCode()).isEqualTo(500);
        assertThat(get("/api/v1/broken").body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
    }

    @Test
    void badBodiesAreExplained() throws Exception {
        assertThat(post("[]").body()).contains("must be a JSON object");
        assertThat(post("{\"a\":1,\"a\":2}").statusCode()).isEqualTo(400);
        assertThat(post("").body()).contains("has no body");
        HttpResponse<String> large = post("\"" + "x".repeat(100) + "\"");
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("64 bytes", "muster.http.max-body-size");
        HttpResponse<String> endless = send(request("/api/v1/things")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[100]))));
        assertThat(endless.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"})
    void bodiesAreReadAsTheyAreWhateverTheyAreCalled(String type) throws Exception {
        HttpResponse<String> created = send(request("/api/v1/things")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString("{\"a\":\"x=%zz&y\"}")));
        assertThat(created.body()).isEqualTo("{\"a\":\"x=%zz&y\"}");
        assertThat(send(request("/api/v1/things/1")
                                .header("Content-Type", type)
                                .method("GET", BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void nothingIsChangedWhoseNameIsEmpty() throws Exception {
        assertThat(send(request("/api/v1/things").PUT(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(204);
        assertThat(send(request("/api/v1/things/").PUT(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void tagsMayComeInSeveralHeaders() throws Exception {
        assertThat(send(request("/api/v1/matched").header("If-Match", "\"a\"").header("If-Match", "\"b\", \"c\""))
                        .body())
                .isEqualTo("{\"id\":\"true\"}");
    }

    @Test
    void anUrlThatCannotBeDecodedIsExplained() throws Exception {
        for (String path : List.of("/api/v1/things/%zz", "/api/v1/trace?a=%zz", "/%", "/api/v1/trace?%f")) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.getOutputStream()
                        .write(("GET " + path
                                        + " HTTP/1.1\r\nHost: x\r\nCorrelation-ID: c-1\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer)
                        .as(path)
                        .startsWith("HTTP/1.1 400 ")
                        .contains("{\"message\":\"The URL holds a %", "c-1");
            }
        }
    }

    @Test
    void unknownPathsAnswerInJson() throws Exception {
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(get("/nowhere").body()).contains("No resource at GET /nowhere");
    }

    @Test
    void theCorrelationIdIsTakenCarriedAndReturned() throws Exception {
        HttpResponse<String> traced = send(request("/api/v1/trace").header("Correlation-ID", "c-42"));
        assertThat(traced.body()).isEqualTo("{\"id\":\"c-42\"}");
        assertThat(traced.headers().firstValue("Correlation-ID")).contains("c-42");
        for (HttpRequest.Builder refused : List.of(
                request("/nowhere"),
                request("/api/v1/refused"),
                request("/api/v1/things").POST(BodyPublishers.ofByteArray(new byte[100])))) {
            assertThat(send(refused.header("Correlation-ID", "c-43")).headers().firstValue("Correlation-ID"))
                    .contains("c-43");
        }
        assertThat(get("/api/v1/trace").headers().firstValue("Correlation-ID").orElseThrow())
                .hasSize(20);
    }

    @Test
    void pagesOfAllowedOriginsMayAsk() throws Exception {
        HttpResponse<String> allowed = send(request("/api/v1/things/1")
                .header("Origin", "http://pages.example")
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "Authorization,Content-Type")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(allowed.statusCode()).isEqualTo(204);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains("http://pages.example");
    }

    @Test
    void everyAnswerIsCounted() throws Exception {
        get("/api/v1/refused");
        assertThat(metrics.get("muster.http.requests")
                        .tag("status", "409")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aServerThatLeavesEndsItsConnectionsAndAnswersWhatItHasTaken() throws Exception {
        HttpRequest.Builder request = request("/api/v1/things/1").version(HttpClient.Version.HTTP_1_1);
        assertThat(send(request).headers().firstValue("Connection")).isEmpty();
        service.leave();
        HttpResponse<String> last = send(request);
        assertThat(last.statusCode()).isEqualTo(200);
        assertThat(last.headers().firstValue("Connection")).contains("close");

        CompletableFuture<HttpResponse<String>> taken =
                client.sendAsync(request("/api/v1/slow").build(), BodyHandlers.ofString());
        awaitInWork();
        CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> service.drain(Duration.ofMinutes(1)));
        HttpResponse<String> refused = get("/api/v1/things/1");
        for (int i = 0; i < TRIES && refused.statusCode() == 200; i++) {
            refused = get("/api/v1/things/1");
        }
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("try another one");
        slow.complete(null);
        assertThat(taken.get(1, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
        drained.get(1, TimeUnit.MINUTES);
    }

    private void awaitInWork() throws InterruptedException {
        for (int i = 0; metrics.get("muster.http.in.flight").gauge().value() < 1; i++) {
            assertThat(i).as("tries").isLessThan(TRIES);
            Thread.sleep(10);
        }
    }

    private static Operation operation(HttpMethod method, String path, Operation.Action action) {
        return new Operation(method, path, path, "scope", action);
    }

    private static ObjectNode thing(String id) {
        return JsonNodeFactory.instance.objectNode().put("id", id);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send(request("/api/v1/things").POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
