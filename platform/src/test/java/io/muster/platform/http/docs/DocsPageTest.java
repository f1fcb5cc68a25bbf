package io.muster.platform.http.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.platform.http.Api;
import io.muster.platform.http.Gatekeeper;
import io.muster.platform.http.HttpService;
import io.muster.platform.http.HttpSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DocsPageTest {

    private static final Pattern ADDRESS = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

    private final Vertx vertx = Vertx.vertx();
    private final HttpService service =
            new HttpService(vertx, HttpSettings.loopback(0), Gatekeeper.OPEN, new SimpleMeterRegistry());
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    private int port;

    @BeforeEach
    void start() {
        DocsPage.operations(List.of(
                        new Api("sample", List.of(), "/openapi/sample.yaml"), new Api("undescribed", List.of(), "")))
                .forEach(service::open);
        port = service.start();
    }

    @AfterEach
    void stop() {
        service.close();
        vertx.close().await();
    }

    @Test
    void everythingThatThePageLoadsComesFromHere() throws Exception {
        HttpResponse<String> page = get("/docs");
        assertThat(page.uri().getPath()).isEqualTo("/docs/");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'self'");
        List<String> addresses = ADDRESS.matcher(page.body())
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertThat(addresses).hasSize(5).allSatisfy(address -> {
            assertThat(address).doesNotContain(":").doesNotStartWith("/");
            HttpResponse<String> loaded = get("/docs/" + address);
            assertThat(loaded.statusCode()).isEqualTo(200);
            assertThat(loaded.body()).isNotEmpty();
        });
    }

    @Test
    void thePageListsTheApisAndTheirFiles() throws Exception {
        assertThat(get("/docs/apis.json").body())
                .isEqualTo("[{\"name\":\"SAMPLE\",\"url\":\"../sample/openapi.yaml\"}]");
        HttpResponse<String> file = get("/sample/openapi.yaml");
        assertThat(file.headers().firstValue("Content-Type").orElse("")).startsWith("application/yaml");
        assertThat(file.body()).contains("operationId: getThings").contains("url: api/v1");
    }

    @Test
    void aFileThatIsMissingIsNoticedAtTheStart() {
        assertThatThrownBy(() -> DocsPage.operations(List.of(new Api("x", List.of(), "openapi/none.yaml"))))
                .hasMessageContaining("/openapi/none.yaml");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }
}
