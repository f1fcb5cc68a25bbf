package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import io.muster.kpc.mqtt.MqttLimits;
import io.muster.kpc.mqtt.MqttSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT over TLS, with client certificates. */
class TlsTest {
    private final Site site;
    private final Authority authority;

    @TempDir
    private Path directory;

    TlsTest() throws Exception {
        site = new Site();
        authority = new Authority("CN=Devices Authority,O=Muster");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private int start(boolean certificateRequired) throws Exception {
        return site.replica(Site.settings(MqttLimits.DEFAULT, files(certificateRequired), false))
                .tlsPort()
                .orElseThrow();
    }

    private MqttSettings.Tls files(boolean certificateRequired) throws Exception {
        authority.issue("CN=127.0.0.1", 1).writeTo(directory, "server");
        authority.writeTo(directory.resolve("ca.pem"));
        return new MqttSettings.Tls(
                true,
                0,
                Optional.of(directory.resolve("server.crt")),
                Optional.of(directory.resolve("server.key")),
                Optional.of(directory.resolve("ca.pem")),
                false,
                certificateRequired,
                Duration.ofMillis(50));
    }

    private Mqtt5BlockingClient client(int port, Optional<Authority.Identity> identity) throws Exception {
        var ssl = MqttClientSslConfig.builder()
                .trustManagerFactory(authority.trust())
                .hostnameVerifier((host, session) -> true);
        if (identity.isPresent()) {
            ssl = ssl.keyManagerFactory(identity.get().keys());
        }
        return MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(port)
                .sslConfig(ssl.build())
                .buildBlocking();
    }

    @Test
    void letsInAKnownCertificate() throws Exception {
        int port = start(true);
        Authority.Identity device = authority.issue("CN=device", 123_456_789L);
        site.credentials.admitCertificate("CN=Devices Authority,O=Muster", "123456789");
        Mqtt5BlockingClient client = client(port, Optional.of(device));
        client.connect();
        client.disconnect();
    }

    @Test
    void refusesACertificateThatIsNotKnown() throws Exception {
        int port = start(true);
        Mqtt5BlockingClient client = client(port, Optional.of(authority.issue("CN=device", 5)));
        assertThatThrownBy(client::connect).isInstanceOfSatisfying(Mqtt5ConnAckException.class, refusal -> assertThat(
                        refusal.getMqttMessage().getReasonCode().getCode())
                .isEqualTo(0x87));
    }

    @Test
    void refusesACertificateOfAnotherAuthorityBeforeMqtt() throws Exception {
        int port = start(true);
        Authority stranger = new Authority("CN=Stranger");
        Mqtt5BlockingClient client = client(port, Optional.of(stranger.issue("CN=device", 123_456_789L)));
        assertThatThrownBy(client::connect).isNotInstanceOf(Mqtt5ConnAckException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksBothVersionsOfTlsWithoutClientCertificate(String version) throws Exception {
        int port = start(false);
        try (SSLSocket socket = connect(port)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
        client(port, Optional.empty()).connect();
    }

    @Test
    void showsANewCertificateWithoutRestart() throws Throwable {
        int port = start(false);
        assertThat(subject(port)).isEqualTo("CN=127.0.0.1");
        authority.issue("CN=renewed", 2).writeTo(directory, "server");
        Await.until(() -> assertThat(subject(port)).isEqualTo("CN=renewed"));
    }

    @Test
    void speaksOverWebSocketToo() throws Throwable {
        int port = site.replica(Site.secure(files(true))).webPort(0).orElseThrow();
        site.credentials.admit("tok", "endpoint");
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(port)
                .sslConfig(MqttClientSslConfig.builder()
                        .trustManagerFactory(authority.trust())
                        .hostnameVerifier((host, session) -> true)
                        .build())
                .webSocketConfig(MqttWebSocketConfig.builder().serverPath("ws").build())
                .buildBlocking();
        client.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.publishWith()
                    .topic("kp1/demo_v1/" + site.echo + "/tok/get/1")
                    .payload("over TLS".getBytes(StandardCharsets.UTF_8))
                    .send();
            assertThat(publishes.receive(60, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("over TLS");
        }
        client.disconnect();
        authority.issue("CN=renewed", 2).writeTo(directory, "server");
        Await.until(() -> assertThat(subject(port)).isEqualTo("CN=renewed"));
    }

    private String subject(int port) throws Exception {
        try (SSLSocket socket = connect(port)) {
            socket.startHandshake();
            return socket.getSession().getPeerPrincipal().getName();
        }
    }

    private SSLSocket connect(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, authority.trust().getTrustManagers(), null);
        return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    }
}
