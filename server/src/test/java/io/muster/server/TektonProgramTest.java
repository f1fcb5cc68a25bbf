package io.muster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.muster.contract.json.Json;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.TestStack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with Tekton switched on by the variables of the original. */
final class TektonProgramTest {
    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private HttpServer tekton;

    TektonProgramTest() throws Exception {
        tekton = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void configure() {
        environment.put("MUSTER_SERVICES", "epmx");
        environment.put("MUSTER_DATA", directory.resolve("data").toString());
        environment.put("MUSTER_HTTP_PORT", "0");
        environment.put("NATS_URLS", TestStack.nats().url());
        environment.put("INSTANCE_NAME", "epmx-blue");
        environment.put("KAA_TEKTON_ENABLED", "true");
        environment.put(
                "KAA_TEKTON_URL", "http://127.0.0.1:" + tekton.getAddress().getPort());
        tekton.createContext("/api/v1/app-configs", exchange -> {
            boolean mine = "serviceInstanceName=epmx-blue"
                    .equals(exchange.getRequestURI().getQuery());
            byte[] answer =
                    "{\"epmx-blue\":{\"kaa\":{\"applications\":{\"lamp\":null}}}}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(mine ? 200 : 400, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        tekton.start();
    }

    @AfterEach
    void stop() {
        tekton.stop(0);
    }

    @Test
    void startsWithWhatTektonHas() throws Exception {
        try (Program.Running running = start();
                HttpClient client = HttpClient.newHttpClient()) {
            URI health = URI.create("http://127.0.0.1:" + running.summary().httpPort() + "/health");
            String body = client.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                    .body();
            assertThat(Json.parse(body, 5).at("/parts/tekton/status").asText()).isEqualTo("UP");
        }
    }

    @Test
    void doesNotStartWithoutTektonAndSaysWhatToDo() {
        tekton.stop(0);
        assertThatThrownBy(this::start)
                .isInstanceOf(StartFailure.class)
                .hasMessageMatching("Tekton at http://127\\.0\\.0\\.1:\\d+ cannot be reached \\(ConnectException\\);"
                        + " start Tekton or correct what it has, or correct kaa\\.tekton\\.url,"
                        + " or use the applications of the file with kaa\\.tekton\\.enabled: false");
    }

    private Program.Running start() {
        return Program.start(Settings.read(Map.of(), environment), EmbeddedListener.silent());
    }
}
