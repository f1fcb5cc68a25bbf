package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.kpc.guard.AddressLimits;
import io.muster.openapi.OpenApiDescriptions;
import io.muster.openapi.OpenApiOperations;
import io.muster.openapi.OpenApiRefusals;
import io.muster.openapi.OpenApiValidation;
import io.muster.openapi.ValidatingClient;
import io.muster.platform.http.Api;
import io.muster.platform.http.Gatekeeper;
import io.muster.platform.http.HttpService;
import io.muster.platform.http.HttpSettings;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators see who is barred, and let in again. */
class BarredAddressesTest {

    @Test
    void areListedAndLetInAgain() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (Site site = new Site();
                HttpClient client = HttpClient.newHttpClient();
                HttpService http =
                        new HttpService(vertx, HttpSettings.loopback(0), Gatekeeper.OPEN, new SimpleMeterRegistry())) {
            Communication replica = site.replica(Site.with(new AddressLimits(1, Duration.ofHours(1)), Site.settings()));
            site.credentials.admit("tok", "endpoint");
            Api api = replica.api();
            http.mount(api, List.of(api.prefixedBase()));
            ValidatingClient rest = new ValidatingClient(client, List.of(OpenApiValidation.of(api)));
            String base = "http://127.0.0.1:" + http.start() + "/kpc/api/v1/barred-addresses";
            String device = "http://127.0.0.1:%d/kp1/demo_v1/%s/"
                    .formatted(replica.webPort(0).orElseThrow(), site.echo);

            assertThat(send(rest, "POST", device + "guess1/get").statusCode()).isEqualTo(404);
            assertThat(send(rest, "GET", base).body()).isEqualTo("{\"totalElements\":0,\"content\":[]}");
            assertThat(send(rest, "POST", device + "guess2/get").statusCode()).isEqualTo(404);
            assertThat(send(rest, "POST", device + "tok/get").statusCode()).isEqualTo(429);
            assertThat(send(rest, "GET", base).body())
                    .startsWith("{\"totalElements\":1,\"content\":[{\"address\":\"127.0.0.1\",\"barredUntil\":\"");
            assertThat(send(rest, "GET", base + "?limit=0").statusCode()).isEqualTo(400);

            assertThat(send(rest, "DELETE", base + "/127.0.0.1").statusCode()).isEqualTo(204);
            assertThat(send(rest, "DELETE", base + "/127.0.0.1").statusCode()).isEqualTo(404);
            assertThat(send(rest, "POST", device + "tok/get").statusCode()).isEqualTo(200);
        } finally {
            vertx.close().await();
        }
    }

    private static HttpResponse<String> send(ValidatingClient client, String method, String uri) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(uri))
                .method(method, BodyPublishers.noBody())
                .build());
    }

    @Test
    void areDescribedCompletely() throws Exception {
        try (Site site = new Site()) {
            Api api = site.replica(Site.settings()).api();
            OpenApiOperations.assertSameOperations(api);
            OpenApiDescriptions.assertComplete(api);
            OpenApiRefusals.assertDeclared(api);
        }
    }
}
