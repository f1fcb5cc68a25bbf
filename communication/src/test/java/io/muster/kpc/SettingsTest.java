package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.kpc.extension.ExtensionSettings;
import io.muster.kpc.http.HttpBindingSettings;
import io.muster.kpc.identity.IdentitySettings;
import io.muster.kpc.mqtt.MqttSettings;
import io.muster.kpc.session.SessionSettings;
import io.muster.platform.config.Reader;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void hasTheseDefaults() {
        CommunicationSettings settings = CommunicationSettings.read(Reader.open(Map.of(), Map.of()), "127.0.0.1");
        assertThat(settings).isEqualTo(CommunicationSettings.loopback(1883));
        assertThat(settings.mqtt().tcp()).isEqualTo(new MqttSettings.Tcp(true, 1883, false));
        assertThat(settings.mqtt().tls()).isEqualTo(MqttSettings.Tls.OFF);
        assertThat(settings.mqtt().ws()).isEqualTo(new MqttSettings.WebSocket(true, Optional.empty(), false, false));
        assertThat(settings.extension())
                .isEqualTo(new ExtensionSettings(Duration.ofSeconds(10), 5_000, Duration.ofMillis(150), false));
        assertThat(settings.identity()).isEqualTo(new IdentitySettings(Duration.ofSeconds(5), 20_000));
        assertThat(settings.session()).isEqualTo(new SessionSettings(64, 10_000, 0));
        assertThat(settings.http()).isEqualTo(HttpBindingSettings.DEFAULT);
    }

    @Test
    void takesEnvironmentVariables() {
        CommunicationSettings settings = CommunicationSettings.read(
                Reader.open(
                        Map.of(),
                        Map.of(
                                "KAA_KPC_TRANSPORTS_MQTT_TCP_ENABLED", "false",
                                "KAA_KPC_TRANSPORTS_MQTT_WS_PORT", "9001",
                                "KAA_KPC_EXTENSION_TIMEOUT", "3s")),
                "127.0.0.1");
        assertThat(settings.mqtt().tcp().enabled()).isFalse();
        assertThat(settings.mqtt().ws().port()).contains(9001);
        assertThat(settings.extension().timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void namesWhatTlsNeeds() {
        Reader reader = Reader.open(Map.of(), Map.of("KAA_KPC_TRANSPORTS_MQTT_TLS_ENABLED", "true"));
        CommunicationSettings.read(reader, "127.0.0.1");
        assertThat(reader.problems()).singleElement().asString().contains("cert-file");
    }

    @Test
    void namesWhatWebSocketOverTlsNeeds() {
        Reader reader = Reader.open(Map.of(), Map.of("KAA_KPC_TRANSPORTS_MQTT_WS_TLS", "true"));
        CommunicationSettings.read(reader, "127.0.0.1");
        assertThat(reader.problems().toString()).contains("ws.port").contains("cert-file");
    }
}
