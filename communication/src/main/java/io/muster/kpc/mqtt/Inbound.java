package io.muster.kpc.mqtt;

import io.muster.kpc.session.Publication;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The messages from one client: topic aliases of MQTT 5, and the acknowledgements each quality of service asks for.
 * PUBACK and PUBREC say that a message is taken in, not what becomes of it.
 */
final class Inbound {
    static final int TOPIC_ALIASES = 32;
    static final byte PACKET_ID_NOT_FOUND = (byte) 0x92;
    private static final byte TOPIC_NAME_INVALID = (byte) 0x90;

    private final Transport transport;
    private final boolean five;
    private final int maxTopicLength;
    private final int receiveMaximum;
    private final Consumer<Publication> then;
    private final Runnable refused;
    private final Map<Integer, String> aliases = new HashMap<>();
    private final BitSet unreleased = new BitSet(0);

    /**
     * @param then takes messages whose topic may be one of 1/KP
     * @param refused told of each message with another topic
     */
    Inbound(
            Transport transport,
            boolean five,
            int maxTopicLength,
            int receiveMaximum,
            Consumer<Publication> then,
            Runnable refused) {
        this.transport = transport;
        this.five = five;
        this.maxTopicLength = maxTopicLength;
        this.receiveMaximum = receiveMaximum;
        this.then = then;
        this.refused = refused;
    }

    /** Takes a message in; empty if all is well, else why the connection has to end. */
    Optional<End> publish(MqttPublishMessage message) {
        MqttProperties properties = message.variableHeader().properties();
        if (five && message.fixedHeader().isRetain()) {
            return Optional.of(End.RETAIN);
        }
        if (properties.getProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER) != null) {
            return Optional.of(End.PROTOCOL_ERROR);
        }
        String topic = message.variableHeader().topicName();
        Optional<Integer> alias = Properties.integer(properties, Properties.TOPIC_ALIAS);
        if (alias.isPresent()) {
            if (alias.get() < 1 || alias.get() > TOPIC_ALIASES) {
                return Optional.of(End.TOPIC_ALIAS);
            }
            if (!topic.isEmpty()) {
                aliases.put(alias.get(), topic);
            }
            topic = aliases.getOrDefault(alias.get(), "");
        }
        Optional<String> responseTopic = Properties.text(properties, Properties.RESPONSE_TOPIC);
        if (topic.isEmpty()
                || responseTopic.filter(Inbound::isNoTopic).isPresent()
                || message.fixedHeader().qosLevel() == MqttQoS.AT_MOST_ONCE
                        && message.fixedHeader().isDup()) {
            return Optional.of(End.PROTOCOL_ERROR);
        }
        return accept(message, topic, responseTopic);
    }

    private Optional<End> accept(MqttPublishMessage message, String topic, Optional<String> responseTopic) {
        int packetId = message.variableHeader().packetId();
        int qos = message.fixedHeader().qosLevel().value();
        if (qos == 2 && unreleased.get(packetId)) {
            transport.write(Packets.reply(MqttMessageType.PUBREC, packetId, (byte) 0, five));
            return Optional.empty();
        }
        if (qos == 2 && unreleased.cardinality() >= receiveMaximum) {
            return Optional.of(End.RECEIVE_MAXIMUM);
        }
        boolean ours = topic.startsWith("kp1/") && topic.length() <= maxTopicLength;
        if (qos == 2 && (ours || !five)) {
            // An error code in PUBREC ends the exchange of MQTT 5: there will be no PUBREL.
            unreleased.set(packetId);
        }
        if (ours) {
            Optional<byte[]> correlation =
                    Properties.bytes(message.variableHeader().properties(), Properties.CORRELATION_DATA);
            then.accept(new Publication(
                    topic,
                    ByteBufUtil.getBytes(message.payload()),
                    qos,
                    responseTopic.isPresent() || correlation.isPresent()
                            ? Optional.of(new Publication.Response(responseTopic, correlation))
                            : Optional.empty()));
        } else {
            refused.run();
        }
        if (qos > 0) {
            MqttMessageType type = qos == 1 ? MqttMessageType.PUBACK : MqttMessageType.PUBREC;
            transport.write(Packets.reply(type, packetId, ours ? 0 : TOPIC_NAME_INVALID, five));
        }
        return Optional.empty();
    }

    /** PUBREL: the packet ID of a message of QoS 2 is free again. */
    void release(int packetId) {
        byte reason = unreleased.get(packetId) ? 0 : PACKET_ID_NOT_FOUND;
        unreleased.clear(packetId);
        transport.write(Packets.reply(MqttMessageType.PUBCOMP, packetId, reason, five));
    }

    private static boolean isNoTopic(String topic) {
        return topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0 || topic.indexOf('\0') >= 0;
    }
}
