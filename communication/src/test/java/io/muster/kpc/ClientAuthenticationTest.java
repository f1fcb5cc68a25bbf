package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.kpc.mqtt.MqttLimits;
import io.muster.kpc.mqtt.MqttSettings;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** User names and passwords in CONNECT. */
class ClientAuthenticationTest {
    private final Site site;

    ClientAuthenticationTest() throws Exception {
        site = new Site();
    }

    @BeforeEach
    void admit() {
        site.credentials.admitPassword("joe", "secret");
        site.credentials.admit("tok", "endpoint");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private int port(boolean required) throws Exception {
        return site.replica(Site.settings(MqttLimits.DEFAULT, MqttSettings.Tls.OFF, required))
                .mqttPort()
                .orElseThrow();
    }

    private static MqttMessage connect(MqttVersion version, String username, String password) {
        var builder = MqttMessageBuilders.connect()
                .protocolVersion(version)
                .clientId("client")
                .cleanSession(true)
                .keepAlive(60);
        if (!username.equals("-")) {
            builder.username(username).password(password.getBytes(StandardCharsets.UTF_8));
        }
        return builder.build();
    }

    @ParameterizedTest
    @CsvSource({
        "true, joe, secret, 0, 0",
        "true, joe, wrong, 4, 134",
        "true, -, -, 5, 135",
        "false, joe, secret, 0, 0",
        "false, joe, wrong, 4, 134",
        "false, -, -, 0, 0"
    })
    void letsInWhoShowsWhatIsRequired(boolean required, String username, String password, int code, int codeOf5)
            throws Exception {
        int port = port(required);
        for (MqttVersion version : MqttVersion.values()) {
            try (RawClient client = new RawClient(port)) {
                client.send(connect(version, username, password));
                byte answer = ((MqttConnAckMessage) client.next())
                        .variableHeader()
                        .connectReturnCode()
                        .byteValue();
                assertThat(Byte.toUnsignedInt(answer)).isEqualTo(version == MqttVersion.MQTT_5 ? codeOf5 : code);
            }
        }
    }

    @Test
    void hearsABurstThatHasToWaitForAuthentication() throws Throwable {
        try (RawClient client = new RawClient(port(true))) {
            client.send(
                    connect(MqttVersion.MQTT_3_1_1, "joe", "secret"),
                    RawClient.publish("kp1/demo_v1/" + site.echo + "/tok/update/keys", "authenticated burst", 0, 0),
                    MqttMessage.DISCONNECT);
        }
        Await.until(() -> {
            assertThat(site.extension.payloads()).containsExactly("authenticated burst");
            assertThat(site.connectivity.lines())
                    .containsExactly("connected {endpoint=demo_v1}", "disconnected {endpoint=demo_v1}");
        });
    }

    @Test
    void nothingOfABurstCountsWithoutAuthentication() throws Exception {
        try (RawClient client = new RawClient(port(true))) {
            client.send(
                    connect(MqttVersion.MQTT_3_1_1, "joe", "wrong"),
                    RawClient.publish("kp1/demo_v1/" + site.echo + "/tok/update/keys", "intruder", 0, 0));
            assertThat(client.untilClosed()).hasSize(1);
        }
        assertThat(site.extension.received).isEmpty();
        assertThat(site.credentials.tokenRequests).hasValue(0);
    }

    @Test
    void endsTheConnectionsOfARevokedCredential() throws Exception {
        try (RawClient client = new RawClient(port(true))) {
            client.send(connect(MqttVersion.MQTT_5, "joe", "secret"));
            client.next();
            site.credentials.revokeCredential("id-of-joe");
            assertThat(client.untilClosed().getLast().fixedHeader().messageType())
                    .isEqualTo(MqttMessageType.DISCONNECT);
        }
    }
}
