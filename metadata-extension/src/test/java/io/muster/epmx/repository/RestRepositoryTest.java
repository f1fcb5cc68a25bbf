package io.muster.epmx.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.MetadataKey;
import io.muster.platform.security.ShownKey;
import io.muster.platform.trace.Correlation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes over HTTP, and what comes of every kind of answer. */
final class RestRepositoryTest {

    private static final EndpointId ENDPOINT = EndpointId.of("ep-1");

    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private HttpServer server;
    private RestRepository repository;
    private volatile int status = 204;
    private volatile String body = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("If-Match") + " "
                    + exchange.getRequestHeaders().getFirst("Correlation-ID") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(request.strip());
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("ETag", "\"v7\"");
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        repository = new RestRepository(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/epr/"),
                Duration.ofSeconds(5),
                ShownKey.NONE);
    }

    @AfterEach
    void stop() {
        repository.close();
        server.stop(0);
    }

    @Test
    void metadataIsReadWithItsTag() {
        status = 200;
        body = "{\"a\":1.50}";
        assertThat(repository.read(ENDPOINT)).isEqualTo(new Metadata(object(body), "\"v7\""));
    }

    @Test
    void changesArePatchesAndReplacementsAreConditional() {
        Correlation.run("corr", () -> {
            repository.update(ENDPOINT, object("{\"a\":1}"));
            repository.delete(ENDPOINT, Set.of(MetadataKey.of("b")));
            repository.replace(ENDPOINT, new Metadata(object("{}"), "\"v1\""), object("{\"c\":2}"));
        });
        String metadata = " /epr/api/v1/endpoints/ep-1/metadata ";
        assertThat(requests)
                .containsExactly(
                        "PATCH" + metadata + "null corr [{\"op\":\"add\",\"path\":\"/a\",\"value\":1}]",
                        "PATCH" + metadata + "null corr [{\"op\":\"add\",\"path\":\"/b\",\"value\":null},"
                                + "{\"op\":\"remove\",\"path\":\"/b\"}]",
                        "PUT" + metadata + "\"v1\" corr {\"c\":2}");
    }

    @Test
    void aLostRaceIsNoFailure() {
        status = 412;
        assertThat(repository.replace(ENDPOINT, new Metadata(object("{}"), "\"v1\""), object("{}")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "400,MALFORMED",
        "401,UNAUTHENTICATED",
        "403,FORBIDDEN",
        "404,NOT_FOUND",
        "413,TOO_LARGE",
        "418,INTERNAL",
        "500,INTERNAL",
        "502,INTERNAL",
        "503,UNAVAILABLE"
    })
    void everyStatusHasItsKind(int given, Kind kind) {
        status = given;
        body = "{\"message\":\"because\"}";
        assertThatThrownBy(() -> repository.update(ENDPOINT, object("{\"a\":1}")))
                .hasMessage("because")
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal().kind()).isEqualTo(kind));
    }

    @Test
    void anAnswerThatIsNotTheRegistersIsAFailure() {
        status = 200;
        body = "<html>";
        assertThatThrownBy(() -> repository.read(ENDPOINT)).hasMessageContaining("is not understood");
        assertThatThrownBy(() -> repository.keys(ENDPOINT)).hasMessageContaining("is not understood");
    }

    @Test
    void nobodyThereIsUnavailable() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (RestRepository nowhere =
                new RestRepository(URI.create("http://127.0.0.1:" + port), Duration.ofSeconds(5), ShownKey.NONE)) {
            assertKind(nowhere, Kind.UNAVAILABLE);
        }
    }

    @Test
    void silenceIsATimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RestRepository waiting = new RestRepository(
                        URI.create("http://127.0.0.1:" + silent.getLocalPort()),
                        Duration.ofMillis(200),
                        ShownKey.NONE)) {
            assertKind(waiting, Kind.TIMEOUT);
        }
    }

    private static void assertKind(RestRepository repository, Kind kind) {
        assertThatThrownBy(() -> repository.keys(ENDPOINT)).isInstanceOfSatisfying(Refused.class, refused -> assertThat(
                        refused.refusal().kind())
                .isEqualTo(kind));
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) Json.parse(json, 10);
    }
}
