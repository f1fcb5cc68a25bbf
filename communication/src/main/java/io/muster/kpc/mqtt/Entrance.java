package io.muster.kpc.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;

/** What the first packet of a connection leads to, as far as that can be said without asking who the client is. */
sealed interface Entrance {
    /** The client may go on to authentication. */
    record Open(Opening.Client client) implements Entrance {}

    /** The client is refused with that return code of CONNACK; {@code reason} is the tag of the metric. */
    record Refused(MqttConnectReturnCode code, String reason) implements Entrance {}

    /** The connection is closed without a word, since what came is no CONNECT that could be answered. */
    record Closed(String reason) implements Entrance {}

    /** Looks at the packet and at what the server has room for; counts the client as one that connects. */
    static Entrance of(MqttMessage first, Connections shared, String address) {
        if (first.decoderResult().isFailure()) {
            return undecodable(first.decoderResult().cause());
        }
        if (!(first instanceof MqttConnectMessage connect)) {
            return new Closed("no-connect");
        }
        return switch (Opening.of(connect)) {
            case Opening.Client client -> admit(client, shared, address);
            case Opening.Refused(MqttConnectReturnCode code) -> new Refused(code, "connect");
            case Opening.Violation(MqttConnectReturnCode code) ->
                connect.variableHeader().version() == 5 ? new Refused(code, "malformed") : new Closed("malformed");
        };
    }

    private static Entrance undecodable(Throwable cause) {
        return switch (cause) {
            case MqttUnacceptableProtocolVersionException version ->
                new Refused(MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION, "protocol-version");
            case MqttIdentifierRejectedException clientId ->
                new Refused(MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED, "client-id");
            default -> new Closed("malformed");
        };
    }

    private static Entrance admit(Opening.Client client, Connections shared, String address) {
        if (shared.size() > shared.settings().limits().maxConnections()) {
            return new Refused(client.busy(), "connections");
        }
        if (shared.addresses().barred(address).isPresent()) {
            return new Refused(client.tooFast(), "failures");
        }
        return shared.admission().connect() ? new Open(client) : new Refused(client.tooFast(), "connect-rate");
    }
}
