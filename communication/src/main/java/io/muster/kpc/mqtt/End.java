package io.muster.kpc.mqtt;

import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;

/** Why the server ends a connection, with the reason code MQTT 5 clients are told. */
enum End {
    MALFORMED(Disconnect.MALFORMED_PACKET),
    PROTOCOL_ERROR(Disconnect.PROTOCOL_ERROR),
    NOT_AUTHORIZED(Disconnect.NOT_AUTHORIZED),
    RECONSIDERED(Disconnect.ADMINISTRATIVE_ACTION),
    SHUTTING_DOWN(Disconnect.SERVER_SHUTTING_DOWN),
    KEEP_ALIVE(Disconnect.KEEP_ALIVE_TIMEOUT),
    TAKEN_OVER(Disconnect.SESSION_TAKEN_OVER),
    RECEIVE_MAXIMUM(Disconnect.RECEIVE_MAXIMUM_EXCEEDED),
    TOPIC_ALIAS(Disconnect.TOPIC_ALIAS_INVALID),
    TOO_LARGE(Disconnect.PACKET_TOO_LARGE),
    SLOW_READER(Disconnect.QUOTA_EXCEEDED),
    TOO_MANY_FAILURES(Disconnect.MESSAGE_RATE_TOO_HIGH),
    RETAIN(Disconnect.RETAIN_NOT_SUPPORTED),
    CONNECT_TIMEOUT(Disconnect.MAXIMUM_CONNECT_TIME);

    final Disconnect code;

    End(Disconnect code) {
        this.code = code;
    }

    /** The tag of the metric. */
    String tag() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
