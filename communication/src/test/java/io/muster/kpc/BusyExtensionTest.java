package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttVersion;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An extension that has as much to do as it is given: who is refused, how, and who is served. */
class BusyExtensionTest {
    private static final int BEGINNING = 100;
    private static final int TOO_MANY = 5;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Site site;
    private final Communication server;

    BusyExtensionTest() throws Exception {
        site = new Site();
        server = site.replica(Site.settings(16 * BEGINNING, BEGINNING + TOO_MANY));
        site.credentials.admit("greedy", "greedy-endpoint");
        site.credentials.admit("good", "good-endpoint");
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        site.close();
    }

    private RawClient client(String token) throws Exception {
        RawClient client = RawClient.connected(server.mqttPort().orElseThrow(), MqttVersion.MQTT_3_1_1);
        client.send(RawClient.publish(topic(token, 0), "", 0, 0));
        assertThat(client.nextPublish()).startsWith(topic(token, 0) + "/status");
        return client;
    }

    private String topic(String token, int request) {
        return "kp1/demo_v1/" + site.echo + "/" + token + "/get/" + request;
    }

    /** The extension has as many requests of one device as it begins with, and answers none. */
    private void busy(RawClient greedy) throws Throwable {
        site.extension.hold();
        site.extension.received.clear();
        for (int request = 0; request < BEGINNING; request++) {
            greedy.send(RawClient.publish(topic("greedy", request), "g" + request, 0, 0));
        }
        Await.until(() -> assertThat(site.extension.received).hasSize(BEGINNING));
        assertThat(site.gauge("muster.kpc.requests.limit")).isEqualTo(BEGINNING);
    }

    @Test
    void refusesMoreToADeviceThatWaitsForAnswersAlready() throws Throwable {
        try (RawClient greedy = client("greedy")) {
            busy(greedy);
            List<String> refused = new ArrayList<>();
            for (int request = BEGINNING; request < BEGINNING + TOO_MANY; request++) {
                greedy.send(RawClient.publish(topic("greedy", request), "", 0, 0));
                refused.add(greedy.nextPublish());
            }
            assertThat(refused)
                    .allSatisfy(answer -> assertThat(answer).contains("/error {\"statusCode\":429,", "is busy"));
            assertThat(site.counter("muster.kpc.requests.refused", "reason", "share"))
                    .isEqualTo(TOO_MANY);
            site.extension.release();
            for (int request = 0; request < BEGINNING; request++) {
                assertThat(greedy.nextPublish()).isEqualTo(topic("greedy", request) + "/status g" + request);
            }
            greedy.send(RawClient.publish(topic("greedy", 1), "as before", 0, 0));
            assertThat(greedy.nextPublish()).endsWith("/status as before");
        }
    }

    @Test
    void servesADeviceThatWaitsForNone() throws Throwable {
        try (RawClient greedy = client("greedy");
                RawClient good = client("good")) {
            busy(greedy);
            good.send(RawClient.publish(topic("good", 1), "first", 0, 0));
            Await.until(() -> assertThat(site.extension.payloads()).contains("first"));
            good.send(RawClient.publish(topic("good", 2), "second", 0, 0));
            assertThat(good.nextPublish()).startsWith(topic("good", 2) + "/error {\"statusCode\":429,");
            site.extension.release();
            assertThat(good.nextPublish()).isEqualTo(topic("good", 1) + "/status first");
        }
    }

    @Test
    void tellsClientsOverHttpWhenToTryAgain() throws Throwable {
        try (RawClient greedy = client("greedy")) {
            busy(greedy);
            URI address = URI.create("http://127.0.0.1:" + server.webPort(0).orElseThrow() + "/" + topic("greedy", 7));
            HttpResponse<String> refused = http.send(
                    HttpRequest.newBuilder(address)
                            .POST(HttpRequest.BodyPublishers.ofString("over HTTP"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            site.extension.release();
        }
    }
}
