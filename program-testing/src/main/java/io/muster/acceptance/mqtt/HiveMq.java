package io.muster.acceptance.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.lifecycle.MqttClientAutoReconnect;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;

/** What both versions of the HiveMQ client are told alike. */
final class HiveMq {

    private HiveMq() {}

    static MqttClientBuilder builder(Login login) {
        MqttClientBuilder builder = MqttClient.builder()
                .identifier(login.clientId())
                .serverHost(login.server().getHost())
                .serverPort(login.server().getPort())
                .transportConfig()
                .mqttConnectTimeout(login.patience().toMillis(), TimeUnit.MILLISECONDS)
                .sslConfig(login.authority().map(HiveMq::trustingAlone).orElse(null))
                .applyTransportConfig()
                .automaticReconnect(
                        login.reconnecting() ? MqttClientAutoReconnect.builder().build() : null);
        return login.server().getScheme().equals("ws")
                ? builder.webSocketConfig().serverPath("ws").applyWebSocketConfig()
                : builder;
    }

    private static MqttClientSslConfig trustingAlone(Path authority) {
        return MqttClientSslConfig.builder()
                .trustManagerFactory(trusting(authority))
                .build();
    }

    static MqttQos qos(int code) {
        return Objects.requireNonNull(MqttQos.fromCode(code));
    }

    static List<MqttTopicFilter> filters(List<String> filters) {
        return filters.stream().map(MqttTopicFilter::of).toList();
    }

    private static TrustManagerFactory trusting(Path authority) {
        try (InputStream certificate = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("the certificate cannot be trusted", e);
        }
    }
}
