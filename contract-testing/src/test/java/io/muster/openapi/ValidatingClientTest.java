package io.muster.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.platform.http.Api;
import io.muster.platform.http.Gatekeeper;
import io.muster.platform.http.HttpService;
import io.muster.platform.http.HttpSettings;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ValidatingClientTest {

    private final Vertx vertx = Vertx.vertx();
    private final HttpService service =
            new HttpService(vertx, HttpSettings.loopback(0), Gatekeeper.OPEN, new SimpleMeterRegistry());
    private final Api api = Things.api(Things.LARGEST, Things.GET, Things.DELETE);
    private final ValidatingClient client =
            new ValidatingClient(HttpClient.newHttpClient(), List.of(OpenApiValidation.of(api)));
    private int port;

    @BeforeEach
    void start() {
        service.mount(api, List.of(api.prefixedBase(), Api.BASE));
        port = service.start();
    }

    @AfterEach
    void stop() {
        service.close();
        vertx.close().await();
    }

    @Test
    void answersThatFitComeThrough() throws Exception {
        HttpResponse<String> answer = client.send(request("/x/api/v1/things/1").build());
        assertThat(answer.body()).isEqualTo("{\"id\":\"" + Things.ID + "\"}");
        assertThat(client.send(request("/elsewhere").build()).statusCode()).isEqualTo(404);
    }

    @Test
    void answersThatDoNotFitFailTheTest() {
        assertThatThrownBy(
                        () -> client.send(request("/api/v1/things/1").DELETE().build()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("DELETE /api/v1/things/1 answered 200");
        assertThatThrownBy(() -> client.send(request("/x/api/v1/things/largest").build()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("name");
    }

    @Test
    void refusalsThatAreNotDeclaredAreSeen() {
        assertThatThrownBy(() -> OpenApiRefusals.assertDeclared(api))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("DELETE /x/api/v1/things/thingId answered 401")
                .hasMessageContaining("DELETE /x/api/v1/things/thingId answered 403")
                .hasMessageContaining("GET /x/api/v1/things/thingId answered 503");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }
}
