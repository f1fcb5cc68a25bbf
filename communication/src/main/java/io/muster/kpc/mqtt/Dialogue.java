package io.muster.kpc.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.util.Optional;

/**
 * What each packet after CONNECT means to a server that is no broker: subscriptions are acknowledged and change nothing,
 * because answers and pushes are delivered with or without them.
 */
final class Dialogue {
    private static final int FILTER_INVALID = 0x8f;
    private static final int SHARED_NOT_SUPPORTED = 0x9e;
    private static final int FAILURE = 0x80;
    private static final String SHARED = "$share/";

    private final Transport transport;
    private final boolean five;
    private final Inbound inbound;
    private final Outbox outbox;
    private final Runnable goodbye;

    Dialogue(Transport transport, boolean five, Inbound inbound, Outbox outbox, Runnable goodbye) {
        this.transport = transport;
        this.five = five;
        this.inbound = inbound;
        this.outbox = outbox;
        this.goodbye = goodbye;
    }

    /** Handles a packet; empty if all is well, else why the connection has to end. */
    Optional<End> handle(MqttMessage message) {
        switch (message.fixedHeader().messageType()) {
            case PUBLISH -> {
                return inbound.publish((MqttPublishMessage) message);
            }
            case PUBACK -> outbox.acknowledged(packetId(message));
            case PUBREC -> outbox.received(packetId(message), isRefused(message));
            case PUBREL -> inbound.release(packetId(message));
            case PUBCOMP -> outbox.completed(packetId(message));
            case SUBSCRIBE -> {
                return subscribe((MqttSubscribeMessage) message);
            }
            case UNSUBSCRIBE -> {
                return unsubscribe((MqttUnsubscribeMessage) message);
            }
            case PINGREQ -> transport.write(MqttMessage.PINGRESP);
            case DISCONNECT -> goodbye.run();
            case CONNECT, CONNACK, SUBACK, UNSUBACK, PINGRESP, AUTH -> {
                return Optional.of(End.PROTOCOL_ERROR);
            }
        }
        return Optional.empty();
    }

    private Optional<End> subscribe(MqttSubscribeMessage message) {
        var subscriptions = message.payload().topicSubscriptions();
        if (subscriptions.isEmpty()) {
            return Optional.of(End.PROTOCOL_ERROR);
        }
        for (MqttTopicSubscription subscription : subscriptions) {
            MqttSubscriptionOption option = subscription.option();
            if (!five && !option.equals(MqttSubscriptionOption.onlyFromQos(option.qos()))) {
                return Optional.of(End.MALFORMED);
            }
            if (option.isNoLocal() && subscription.topicFilter().startsWith(SHARED)) {
                return Optional.of(End.PROTOCOL_ERROR);
            }
        }
        transport.write(Packets.subscribed(
                message.variableHeader().messageId(),
                subscriptions.stream().map(this::granted).toList()));
        return Optional.empty();
    }

    private int granted(MqttTopicSubscription subscription) {
        String filter = subscription.topicFilter();
        if (!isFilter(filter)) {
            return five ? FILTER_INVALID : FAILURE;
        }
        if (five && filter.startsWith(SHARED)) {
            return SHARED_NOT_SUPPORTED;
        }
        return subscription.qualityOfService().value();
    }

    /** Wildcards stand alone in their level, and {@code #} in the last one. */
    private static boolean isFilter(String filter) {
        if (filter.isEmpty() || filter.indexOf('\0') >= 0) {
            return false;
        }
        String[] levels = filter.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean wild = levels[i].indexOf('+') >= 0 || levels[i].indexOf('#') >= 0;
            if (wild && levels[i].length() > 1 || levels[i].equals("#") && i < levels.length - 1) {
                return false;
            }
        }
        return true;
    }

    private Optional<End> unsubscribe(MqttUnsubscribeMessage message) {
        int filters = message.payload().topics().size();
        if (filters == 0) {
            return Optional.of(End.PROTOCOL_ERROR);
        }
        transport.write(Packets.unsubscribed(five, message.variableHeader().messageId(), filters));
        return Optional.empty();
    }

    private static int packetId(MqttMessage message) {
        return ((MqttMessageIdVariableHeader) message.variableHeader()).messageId();
    }

    private static boolean isRefused(MqttMessage message) {
        return message.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
                && Byte.toUnsignedInt(reply.reasonCode()) >= FAILURE;
    }
}
