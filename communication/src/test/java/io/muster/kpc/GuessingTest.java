package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.kpc.guard.AddressLimits;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who guesses tokens is barred by its address, whatever the transport. */
class GuessingTest {
    private final Site site;
    private final HttpClient http = HttpClient.newHttpClient();
    private Communication replica;

    GuessingTest() throws Exception {
        site = new Site();
    }

    @BeforeEach
    void start() throws Exception {
        replica = site.replica(Site.with(new AddressLimits(3, Duration.ofHours(1)), Site.settings()));
        site.credentials.admit("tok", "endpoint");
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        site.close();
    }

    private RawClient client() throws Exception {
        return new RawClient(replica.mqttPort().orElseThrow());
    }

    private HttpResponse<String> post(String token) throws Exception {
        URI uri = URI.create("http://127.0.0.1:%d/kp1/demo_v1/%s/%s/get"
                .formatted(replica.webPort(0).orElseThrow(), site.echo, token));
        return http.send(
                HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void isBarred() throws Exception {
        int asked = site.credentials.tokenRequests.get();
        HttpResponse<String> refused = post("tok");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).startsWith("{\"statusCode\":429,");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 3_600L);
        try (RawClient again = client()) {
            again.send(RawClient.connect(MqttVersion.MQTT_3_1_1, "again", 60));
            assertThat(((MqttConnAckMessage) again.untilClosed().getFirst())
                            .variableHeader()
                            .connectReturnCode()
                            .byteValue())
                    .isEqualTo((byte) 3);
        }
        assertThat(site.credentials.tokenRequests).hasValue(asked);
        assertThat(site.gauge("muster.kpc.barred.addresses")).isEqualTo(1);
        assertThat(site.counter("muster.kpc.refused", "reason", "failures")).isEqualTo(1);
    }

    @Test
    void overMqtt() throws Exception {
        try (RawClient client = client()) {
            client.send(RawClient.connect(MqttVersion.MQTT_5, "guesser", 60));
            client.next();
            for (int i = 0; i < 4; i++) {
                client.send(RawClient.publish("kp1/demo_v1/" + site.echo + "/guess" + i + "/get/1", "", 0, 0));
            }
            MqttMessage last = client.untilClosed().getLast();
            assertThat(Byte.toUnsignedInt(
                            ((MqttReasonCodeAndPropertiesVariableHeader) last.variableHeader()).reasonCode()))
                    .isEqualTo(0x96);
        }
        isBarred();
    }

    @Test
    void overHttp() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertThat(site.gauge("muster.kpc.barred.addresses")).isZero();
            assertThat(post("tok").statusCode()).isEqualTo(200);
            assertThat(post("guess" + i).statusCode()).isEqualTo(404);
        }
        isBarred();
    }
}
