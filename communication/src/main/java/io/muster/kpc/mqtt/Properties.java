package io.muster.kpc.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import java.util.Optional;

/** Reads properties of MQTT 5 packets; older packets have none. */
final class Properties {
    static final int RESPONSE_TOPIC = MqttProperties.RESPONSE_TOPIC;
    static final int CORRELATION_DATA = MqttProperties.CORRELATION_DATA;
    static final int SESSION_EXPIRY_INTERVAL = MqttProperties.SESSION_EXPIRY_INTERVAL;
    static final int AUTHENTICATION_METHOD = MqttProperties.AUTHENTICATION_METHOD;
    static final int RECEIVE_MAXIMUM = MqttProperties.RECEIVE_MAXIMUM;
    static final int TOPIC_ALIAS = MqttProperties.TOPIC_ALIAS;
    static final int MAXIMUM_PACKET_SIZE = MqttProperties.MAXIMUM_PACKET_SIZE;

    private Properties() {}

    static Optional<Integer> integer(MqttProperties properties, int id) {
        return value(properties, id, Integer.class);
    }

    static Optional<String> text(MqttProperties properties, int id) {
        return value(properties, id, String.class);
    }

    static Optional<byte[]> bytes(MqttProperties properties, int id) {
        return value(properties, id, byte[].class);
    }

    private static <T> Optional<T> value(MqttProperties properties, int id, Class<T> type) {
        MqttProperty<?> property = properties.getProperty(id);
        return property == null ? Optional.empty() : Optional.of(type.cast(property.value()));
    }
}
