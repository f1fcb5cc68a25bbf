package io.muster.kpc.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a CONNECT packet comes to. Pure: looks at the packet only. */
sealed interface Opening {
    /** CONNACK fits in it, with all its properties. */
    int LEAST_PACKET_SIZE = 100;

    /**
     * A client that may go on to authentication.
     *
     * @param clientId empty if the server has to choose one
     * @param keepAlive in seconds; 0 for none
     * @param receiveMaximum messages above QoS 0 the client takes unacknowledged
     * @param maxPacketSize largest packet the client takes
     * @param expiring whether an MQTT 5 client asked for a session that outlives the connection
     */
    record Client(
            MqttVersion version,
            String clientId,
            int keepAlive,
            Optional<String> username,
            Optional<String> password,
            int receiveMaximum,
            long maxPacketSize,
            boolean expiring)
            implements Opening {
        boolean five() {
            return version == MqttVersion.MQTT_5;
        }

        /** What the client is told if the server is full. */
        MqttConnectReturnCode busy() {
            return five()
                    ? MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_BUSY
                    : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
        }

        /** What the client is told if it should come back later. */
        MqttConnectReturnCode tooFast() {
            return five()
                    ? MqttConnectReturnCode.CONNECTION_REFUSED_CONNECTION_RATE_EXCEEDED
                    : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
        }

        @Override
        public String toString() {
            return "Client[" + version + ", " + clientId + "]";
        }
    }

    /** Refused, with the return code of CONNACK. */
    record Refused(MqttConnectReturnCode code) implements Opening {}

    /** Against the protocol: closed without an answer, or for MQTT 5 with the code. */
    record Violation(MqttConnectReturnCode code) implements Opening {}

    static Opening of(MqttConnectMessage connect) {
        MqttConnectVariableHeader header = connect.variableHeader();
        MqttVersion version = MqttVersion.fromProtocolNameAndLevel(header.name(), (byte) header.version());
        boolean five = version == MqttVersion.MQTT_5;
        if (!five && header.hasPassword() && !header.hasUserName()
                || header.willQos() > 2
                || !header.isWillFlag() && (header.willQos() > 0 || header.isWillRetain())) {
            return new Violation(MqttConnectReturnCode.CONNECTION_REFUSED_MALFORMED_PACKET);
        }
        MqttProperties properties = header.properties();
        if (properties.getProperty(Properties.AUTHENTICATION_METHOD) != null) {
            return new Refused(MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD);
        }
        if (five && header.isWillRetain()) {
            return new Refused(MqttConnectReturnCode.CONNECTION_REFUSED_RETAIN_NOT_SUPPORTED);
        }
        int receiveMaximum =
                Properties.integer(properties, Properties.RECEIVE_MAXIMUM).orElse(65_535);
        int maxPacketSize =
                Properties.integer(properties, Properties.MAXIMUM_PACKET_SIZE).orElse(Integer.MAX_VALUE);
        if (receiveMaximum == 0 || maxPacketSize == 0) {
            return new Violation(MqttConnectReturnCode.CONNECTION_REFUSED_PROTOCOL_ERROR);
        }
        if (Integer.toUnsignedLong(maxPacketSize) < LEAST_PACKET_SIZE) {
            return new Refused(MqttConnectReturnCode.CONNECTION_REFUSED_PACKET_TOO_LARGE);
        }
        String clientId = connect.payload().clientIdentifier();
        if (clientId.isEmpty() && (version == MqttVersion.MQTT_3_1 || !five && !header.isCleanSession())) {
            return new Refused(MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED);
        }
        Optional<String> password = text(connect.payload().passwordInBytes());
        if (header.hasPassword() && password.isEmpty()) {
            return new Refused(
                    five
                            ? MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD
                            : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD);
        }
        return new Client(
                version,
                clientId,
                header.keepAliveTimeSeconds(),
                header.hasUserName() ? Optional.ofNullable(connect.payload().userName()) : Optional.empty(),
                password,
                receiveMaximum,
                Integer.toUnsignedLong(maxPacketSize),
                Properties.integer(properties, Properties.SESSION_EXPIRY_INTERVAL)
                                .orElse(0)
                        != 0);
    }

    /** A password is bytes in MQTT and a text in 16/ECAP; empty for bytes that are no text. */
    private static Optional<String> text(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException noText) {
            return Optional.empty();
        }
    }
}
