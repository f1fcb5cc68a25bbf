package io.muster.kpc.mqtt;

import io.muster.kpc.session.Delivery;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnAckPropertiesBuilder;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import java.util.List;

/** Builds the packets a server sends. {@code five} tells MQTT 5, where packets carry reason codes and properties. */
final class Packets {
    /** Name of the user property that tells the status where the topic does not. */
    static final String STATUS = "statusCode";

    private Packets() {}

    /** CONNACK of a client that is let in. Sessions never outlive a connection, so none is ever present. */
    static MqttMessage accepted(Opening.Client client, String clientId, Offer offer) {
        var builder = MqttMessageBuilders.connAck()
                .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
                .sessionPresent(false);
        if (client.five()) {
            builder.properties(properties(client, clientId, offer));
        }
        return builder.build();
    }

    /** What the server offers MQTT 5 clients. */
    record Offer(int receiveMaximum, int maxPacketSize, int topicAliases) {}

    private static MqttProperties properties(Opening.Client client, String clientId, Offer offer) {
        ConnAckPropertiesBuilder properties = new ConnAckPropertiesBuilder()
                .receiveMaximum(offer.receiveMaximum)
                .maximumPacketSize(offer.maxPacketSize)
                .topicAliasMaximum(offer.topicAliases)
                .retainAvailable(false)
                .subscriptionIdentifiersAvailable(false)
                .sharedSubscriptionAvailable(false);
        if (client.expiring()) {
            properties.sessionExpiryInterval(0);
        }
        if (client.clientId().isEmpty()) {
            properties.assignedClientId(clientId);
        }
        return properties.build();
    }

    static MqttMessage refused(MqttConnectReturnCode code) {
        return MqttMessageBuilders.connAck().returnCode(code).build();
    }

    static MqttMessage publish(Delivery delivery, int packetId, boolean five) {
        MqttProperties properties = MqttProperties.NO_PROPERTIES;
        if (five) {
            properties = new MqttProperties();
            properties.add(new UserProperty(STATUS, Integer.toString(delivery.status())));
            if (delivery.correlation().isPresent()) {
                properties.add(new BinaryProperty(
                        Properties.CORRELATION_DATA, delivery.correlation().get()));
            }
        }
        return new MqttPublishMessage(
                header(MqttMessageType.PUBLISH, MqttQoS.valueOf(delivery.qos())),
                new MqttPublishVariableHeader(delivery.topic(), packetId, properties),
                Unpooled.wrappedBuffer(delivery.payload()));
    }

    /** How many bytes {@link #publish} takes on the wire. */
    static long length(Delivery delivery, boolean five) {
        long rest =
                2L + ByteBufUtil.utf8Bytes(delivery.topic()) + (delivery.qos() > 0 ? 2 : 0) + delivery.payload().length;
        if (five) {
            long properties = 5L
                    + STATUS.length()
                    + Integer.toString(delivery.status()).length()
                    + delivery.correlation().map(data -> 3 + data.length).orElse(0);
            rest += lengthOfLength(properties) + properties;
        }
        return 1 + lengthOfLength(rest) + rest;
    }

    /** MQTT writes lengths with seven bits to the byte. */
    private static int lengthOfLength(long length) {
        return Math.ceilDiv(Math.max(1, 64 - Long.numberOfLeadingZeros(length)), 7);
    }

    /** PUBACK, PUBREC, PUBREL or PUBCOMP. Older versions have no reason codes and get none. */
    static MqttMessage reply(MqttMessageType type, int packetId, byte reason, boolean five) {
        MqttQoS qos = type == MqttMessageType.PUBREL ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
        return new MqttMessage(
                header(type, qos),
                five
                        ? new MqttPubReplyMessageVariableHeader(packetId, reason, MqttProperties.NO_PROPERTIES)
                        : MqttMessageIdVariableHeader.from(packetId));
    }

    static MqttMessage subscribed(int packetId, List<Integer> codes) {
        return new MqttSubAckMessage(
                header(MqttMessageType.SUBACK, MqttQoS.AT_MOST_ONCE),
                MqttMessageIdVariableHeader.from(packetId),
                new MqttSubAckPayload(codes));
    }

    /** Acknowledges UNSUBSCRIBE; only MQTT 5 tells a reason for each filter, older clients refuse the extra bytes. */
    static MqttMessage unsubscribed(boolean five, int packetId, int filters) {
        return new MqttUnsubAckMessage(
                header(MqttMessageType.UNSUBACK, MqttQoS.AT_MOST_ONCE),
                MqttMessageIdVariableHeader.from(packetId),
                new MqttUnsubAckPayload(new short[five ? filters : 0]));
    }

    static MqttMessage disconnect(End end) {
        return new MqttMessage(
                header(MqttMessageType.DISCONNECT, MqttQoS.AT_MOST_ONCE),
                new MqttReasonCodeAndPropertiesVariableHeader(end.code.byteValue(), MqttProperties.NO_PROPERTIES));
    }

    private static MqttFixedHeader header(MqttMessageType type, MqttQoS qos) {
        return new MqttFixedHeader(type, false, qos, false, 0);
    }

    /** Rough size of a message to a client, never less than it takes. */
    static long size(Delivery delivery) {
        return 64L
                + 3L * delivery.topic().length()
                + delivery.payload().length
                + delivery.correlation().map(data -> data.length).orElse(0);
    }
}
