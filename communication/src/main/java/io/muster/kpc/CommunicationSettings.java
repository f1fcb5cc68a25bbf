package io.muster.kpc;

import io.muster.kpc.extension.ExtensionSettings;
import io.muster.kpc.guard.AddressLimits;
import io.muster.kpc.http.HttpBindingSettings;
import io.muster.kpc.identity.IdentitySettings;
import io.muster.kpc.mqtt.MqttSettings;
import io.muster.kpc.session.SessionSettings;
import io.muster.platform.config.Reader;
import java.time.Duration;

/**
 * Settings of KPC.
 *
 * @param stopLimit how long a graceful stop waits for clients to go
 */
public record CommunicationSettings(
        MqttSettings mqtt,
        SessionSettings session,
        ExtensionSettings extension,
        IdentitySettings identity,
        HttpBindingSettings http,
        AddressLimits addresses,
        Duration stopLimit) {

    /** Defaults on loopback with MQTT on that port; 0 takes a free one. */
    public static CommunicationSettings loopback(int mqttPort) {
        return new CommunicationSettings(
                MqttSettings.loopback(mqttPort),
                SessionSettings.DEFAULT,
                ExtensionSettings.DEFAULT,
                IdentitySettings.DEFAULT,
                HttpBindingSettings.DEFAULT,
                AddressLimits.DEFAULT,
                Duration.ofSeconds(5));
    }

    /**
     * Reads {@code kaa.kpc}.
     *
     * @param host address to listen on
     */
    public static CommunicationSettings read(Reader reader, String host) {
        return new CommunicationSettings(
                MqttSettings.read(reader, host),
                SessionSettings.read(reader),
                ExtensionSettings.read(reader),
                IdentitySettings.read(reader),
                HttpBindingSettings.read(reader),
                AddressLimits.read(reader),
                Duration.ofSeconds(5));
    }
}
