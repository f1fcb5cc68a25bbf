package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ten times more requests than extensions have places for: what is taken in, who is served, and what is left of it. */
class OverloadTest {
    private static final int PLACES = 40;
    private static final int PER_CONNECTION = 8;
    private static final int GREEDY = 4;
    private static final int EACH = 100;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<RawClient> greedy = new ArrayList<>();
    private final Site site;
    private final Communication server;

    OverloadTest() throws Exception {
        site = new Site();
        server = site.replica(Site.settings(PLACES, PER_CONNECTION));
        site.credentials.admit("good", "good-endpoint");
        for (int i = 0; i < GREEDY; i++) {
            site.credentials.admit("greedy" + i, "greedy-endpoint-" + i);
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (RawClient client : greedy) {
            client.close();
        }
        http.close();
        site.close();
    }

    private String topic(String rest) {
        return "kp1/demo_v1/" + site.echo + "/" + rest;
    }

    private RawClient client() throws Exception {
        return RawClient.connected(server.mqttPort().orElseThrow(), MqttVersion.MQTT_5);
    }

    private CompletableFuture<HttpResponse<String>> post() {
        URI address = URI.create("http://127.0.0.1:" + server.webPort(0).orElseThrow() + "/" + topic("good/get"));
        return http.sendAsync(
                HttpRequest.newBuilder(address)
                        .POST(HttpRequest.BodyPublishers.ofString("over HTTP"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void inWork(int expected) throws Throwable {
        Await.until(() -> assertThat(site.gauge("muster.kpc.requests.waiting")).isEqualTo(expected));
    }

    private void received(int expected) throws Throwable {
        Await.until(() -> assertThat(site.extension.received.size()).isEqualTo(expected));
    }

    /** Everybody sends all at once; the extension answers nothing for the time being. */
    private void overload() throws Throwable {
        for (int i = 0; i < GREEDY; i++) {
            RawClient client = client();
            greedy.add(client);
            client.send(RawClient.publish(topic("greedy" + i + "/get/0"), "", 0, 0));
            client.nextPublish();
        }
        site.extension.received.clear();
        site.extension.hold();
        for (int i = 0; i < GREEDY; i++) {
            for (int n = 0; n < EACH; n++) {
                greedy.get(i).send(RawClient.publish(topic("greedy" + i + "/get/" + n), "x".repeat(500), 0, 0));
            }
        }
        inWork(PLACES - PLACES / 4);
    }

    @Test
    void takesInOnlyWhatThereIsRoomForAndServesWhoAsksLittle() throws Throwable {
        overload();
        received(PLACES - PLACES / 4);
        try (RawClient good = client()) {
            good.send(RawClient.publish(topic("good/get/1"), "good", 0, 0));
            Await.until(() -> assertThat(site.extension.payloads()).contains("good"));
            received(PLACES - PLACES / 4 + 1);
            site.extension.release();
            assertThat(good.nextPublish()).isEqualTo(topic("good/get/1/status good"));
        }
        everythingIsAnswered();
    }

    private void everythingIsAnswered() throws Throwable {
        for (RawClient client : greedy) {
            for (int n = 0; n < EACH; n++) {
                assertThat(client.nextPublish()).contains("/status ");
            }
        }
        inWork(0);
        assertThat(site.gauge("muster.kpc.backlog.bytes")).isZero();
        try (RawClient good = client()) {
            good.send(RawClient.publish(topic("good/get/2"), "as before", 0, 0));
            assertThat(good.nextPublish()).endsWith("as before");
        }
    }

    @Test
    void tellsWhoCannotWaitThatThereIsNoPlace() throws Throwable {
        overload();
        List<CompletableFuture<HttpResponse<String>>> admitted = new ArrayList<>();
        for (int i = 0; i < PLACES / 4; i++) {
            admitted.add(post());
        }
        inWork(PLACES);
        HttpResponse<String> refused = post().get(60, TimeUnit.SECONDS);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.body()).startsWith("{\"statusCode\":503,\"reasonPhrase\":\"Too many requests wait");
        assertThat(site.counter("muster.kpc.requests.refused", "reason", "in-flight"))
                .isEqualTo(1);
        try (RawClient good = client()) {
            good.send(RawClient.publish(topic("good/get/1"), "patient", 0, 0));
            good.send(MqttMessage.DISCONNECT);
            assertThat(site.gauge("muster.kpc.requests.waiting")).isEqualTo(PLACES);
            site.extension.release();
            Await.until(() -> assertThat(site.extension.payloads()).contains("patient"));
        }
        for (CompletableFuture<HttpResponse<String>> each : admitted) {
            assertThat(each.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        everythingIsAnswered();
    }
}
