package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 1/KP over HTTP. */
@TestInstance(Lifecycle.PER_CLASS)
class HttpBindingTest {
    private final Site site;
    private final HttpClient http = HttpClient.newHttpClient();
    private int port;

    HttpBindingTest() throws Exception {
        site = new Site();
    }

    @BeforeAll
    void start() throws Exception {
        port = site.replica(Site.settings()).webPort(0).orElseThrow();
        site.credentials.admit("tok", "endpoint");
        site.credentials.admit("a b", "blank-endpoint");
    }

    @AfterAll
    void stop() throws Exception {
        http.close();
        site.close();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return http.send(request(port, method, path, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(int at, String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path.replace("ECHO", site.echo)))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "/kp1/demo_v1/ECHO/tok/get, {}",
        "/kpc/kp1/demo_v1/ECHO/tok/get/7, [1]",
        "/kp1/demo_v1/ECHO/a%20b/update/keys, text"
    })
    void answersWithWhatTheExtensionSays(String path, String body) throws Exception {
        HttpResponse<String> response = send("POST", path, body);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({
        "/kp1/demo_v1/ECHO/tok/fail, 403",
        "/kp1/demo_v1/ECHO/strange/get, 404",
        "/kp1/unknown/ECHO/tok/get, 404",
        "/kp1/demo_v1/barred/tok/get, 403",
        "/kp1/demo_v1/ECHO/tok, 400",
        "/kp1/demo_v1/ECHO/tok//get, 400"
    })
    void refusesInTheFormOf1Kp(String path, int status) throws Exception {
        HttpResponse<String> response = send("POST", path, "{}");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).startsWith("{\"statusCode\":" + status + ",\"reasonPhrase\":");
    }

    @Test
    void understandsPostOnly() throws Exception {
        HttpResponse<String> response = send("GET", "/kp1/demo_v1/ECHO/tok/get", "");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains("POST");
    }

    @ParameterizedTest
    @CsvSource({"1000", "-1", "ten", "'3\r\nContent-Length: 4'"})
    void refusesABrokenContentLength(String length) throws Exception {
        assertThat(raw("POST /kp1/demo_v1/" + site.echo + "/tok/get HTTP/1.1\r\nHost: kpc\r\nContent-Length: " + length
                        + "\r\n\r\n{}"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void refusesABodyLongerThanAnnounced() throws Exception {
        assertThat(raw("POST /kp1/demo_v1/" + site.echo
                        + "/tok/strict HTTP/1.1\r\nHost: kpc\r\nContent-Length: 9\r\n\r\n{\"a\":\"ї\"}"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void announcesAnEndpointOnce() throws Throwable {
        site.credentials.admit("seen", "seen-endpoint");
        send("POST", "/kp1/demo_v1/ECHO/seen/get", "");
        send("POST", "/kp1/demo_v1/ECHO/seen/get", "");
        send("POST", "/kp1/demo_v2/ECHO/seen/get", "");
        Await.until(() -> assertThat(site.connectivity.lines())
                .filteredOn(line -> line.contains("seen-endpoint"))
                .containsExactly("connected {seen-endpoint=demo_v1}", "connected {seen-endpoint=demo_v2}"));
    }

    @Test
    void answersWhatIsInWorkBeforeItStops() throws Throwable {
        Communication patient = site.replica(Site.stopping(Duration.ofMinutes(1), Site.settings()));
        int at = patient.webPort(0).orElseThrow();
        site.extension.hold();
        CompletableFuture<HttpResponse<String>> asked = http.sendAsync(
                request(at, "POST", "/kp1/demo_v1/ECHO/tok/get", "in work"), HttpResponse.BodyHandlers.ofString());
        Await.until(() -> assertThat(site.extension.payloads()).contains("in work"));
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(patient::close);
        Await.until(() -> assertThat(http.send(
                                request(at, "GET", "/kp1/demo_v1/ECHO/tok/get", ""),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(503));
        site.extension.release();
        assertThat(asked.orTimeout(60, TimeUnit.SECONDS).join().body()).isEqualTo("in work");
        stopped.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** What the server says until it closes. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
