package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import io.muster.kpc.mqtt.MqttLimits;
import io.muster.kpc.mqtt.MqttSettings;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a transport requires of clients, each for itself: certificates over TLS, passwords over TLS and WebSocket. */
class RequiredOrOptionalTest {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int BAD_PASSWORD = 0x86;
    private static final String SERIAL = "123456789";

    @TempDir
    private Path directory;

    private final Site site = new Site();
    private final Authority authority = new Authority("CN=Devices Authority,O=Muster");
    private Authority.@Nullable Identity shown;

    RequiredOrOptionalTest() throws Exception {}

    @BeforeEach
    void admit() throws Exception {
        site.credentials.admitCertificate("CN=Devices Authority,O=Muster", SERIAL);
        site.credentials.admitPassword("joe", "secret");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private Communication replica(boolean certificate, boolean password) throws Exception {
        authority.issue("CN=127.0.0.1", 1).writeTo(directory, "server");
        authority.writeTo(directory.resolve("ca.pem"));
        MqttSettings.Tls tls = new MqttSettings.Tls(
                true,
                0,
                Optional.of(directory.resolve("server.crt")),
                Optional.of(directory.resolve("server.key")),
                Optional.of(directory.resolve("ca.pem")),
                password,
                certificate,
                Duration.ofSeconds(10));
        CommunicationSettings usual = Site.settings(MqttLimits.DEFAULT, tls, false);
        MqttSettings mqtt = usual.mqtt();
        return site.replica(new CommunicationSettings(
                new MqttSettings(
                        mqtt.host(),
                        mqtt.tcp(),
                        tls,
                        new MqttSettings.WebSocket(true, Optional.of(0), false, password),
                        mqtt.limits()),
                usual.session(),
                usual.extension(),
                usual.identity(),
                usual.http(),
                usual.addresses(),
                usual.stopLimit()));
    }

    private Mqtt5BlockingClient overTls(Communication replica) throws Exception {
        var ssl = MqttClientSslConfig.builder()
                .trustManagerFactory(authority.trust())
                .hostnameVerifier((host, session) -> true);
        if (shown != null) {
            ssl = ssl.keyManagerFactory(shown.keys());
        }
        return MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(replica.tlsPort().orElseThrow())
                .sslConfig(ssl.build())
                .buildBlocking();
    }

    private static Mqtt5BlockingClient overWebSocket(Communication replica) {
        return MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(replica.webPort(0).orElseThrow())
                .webSocketConfig(MqttWebSocketConfig.builder().serverPath("ws").build())
                .buildBlocking();
    }

    private static Mqtt5Connect as(String username, String password) {
        return Mqtt5Connect.builder()
                .simpleAuth()
                .username(username)
                .password(password.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .build();
    }

    private static void refused(Mqtt5BlockingClient client, Mqtt5Connect connect, int code) {
        assertThatThrownBy(() -> client.connect(connect))
                .isInstanceOfSatisfying(Mqtt5ConnAckException.class, refusal -> assertThat(
                                refusal.getMqttMessage().getReasonCode().getCode())
                        .isEqualTo(code));
    }

    private static void letIn(Mqtt5BlockingClient client, Mqtt5Connect connect) {
        client.connect(connect);
        client.disconnect();
    }

    @Test
    void aRequiredCertificateHasToBeShown() throws Exception {
        Communication replica = replica(true, false);
        assertThatThrownBy(() -> overTls(replica).connect())
                .as("TLS ends before MQTT begins")
                .isNotInstanceOf(Mqtt5ConnAckException.class);
        shown = authority.issue("CN=device", Long.parseLong(SERIAL));
        letIn(overTls(replica), Mqtt5Connect.builder().build());
    }

    @Test
    void anOptionalCertificateHasToBeValidOnceItIsShown() throws Throwable {
        Communication replica = replica(false, false);
        Mqtt5Connect plain = Mqtt5Connect.builder().build();
        letIn(overTls(replica), plain);
        shown = authority.issue("CN=unheard of", 5);
        refused(overTls(replica), plain, NOT_AUTHORIZED);
        shown = authority.issue("CN=device", Long.parseLong(SERIAL));
        Mqtt5BlockingClient client = overTls(replica);
        client.connect();
        site.credentials.revokeCredential("id-of-certificate");
        Await.until(() -> assertThat(client.getState()).isEqualTo(MqttClientState.DISCONNECTED));
    }

    @Test
    void aPasswordIsRequiredPerTransport() throws Exception {
        Communication replica = replica(false, true);
        Mqtt5Connect plain = Mqtt5Connect.builder().build();
        for (Mqtt5BlockingClient client : new Mqtt5BlockingClient[] {overTls(replica), overWebSocket(replica)}) {
            refused(client, plain, NOT_AUTHORIZED);
            refused(client, as("joe", "wrong"), BAD_PASSWORD);
            letIn(client, as("joe", "secret"));
        }
        try (RawClient free = RawClient.connected(replica.mqttPort().orElseThrow(), MqttVersion.MQTT_5)) {
            free.send(MqttMessage.PINGREQ);
            assertThat(free.nextType()).startsWith("PINGRESP");
        }
    }

    @Test
    void certificateAndPasswordMayBothBeRequired() throws Exception {
        Communication replica = replica(true, true);
        shown = authority.issue("CN=device", Long.parseLong(SERIAL));
        refused(overTls(replica), Mqtt5Connect.builder().build(), NOT_AUTHORIZED);
        refused(overTls(replica), as("joe", "wrong"), BAD_PASSWORD);
        letIn(overTls(replica), as("joe", "secret"));
    }
}
