package io.muster.kpc.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.stream.Stream;

/**
 * Stands behind the decoder and reports packets whose texts are no UTF-8 or contain U+0000. The decoder puts U+FFFD in
 * the place of what it cannot decode, so a text that has this character in its own right is not accepted either.
 */
final class TextCheck extends ChannelInboundHandlerAdapter {
    private static final char UNDECODABLE = '\uFFFD';

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof MqttMessage packet && packet.decoderResult().isSuccess() && isIllFormed(packet)) {
            ReferenceCountUtil.release(packet);
            context.fireChannelRead(MqttMessageFactory.newInvalidMessage(
                    new DecoderException("a text is no well-formed UTF-8 or contains U+0000")));
        } else {
            context.fireChannelRead(message);
        }
    }

    /** Messages of MQTT before 5 have no other text than their topic; they are the most, and need no stream. */
    private static boolean isIllFormed(MqttMessage packet) {
        return packet instanceof MqttPublishMessage publish
                        && publish.variableHeader().properties() == MqttProperties.NO_PROPERTIES
                ? isIllFormed(publish.variableHeader().topicName())
                : texts(packet).anyMatch(TextCheck::isIllFormed);
    }

    private static boolean isIllFormed(String text) {
        return text.indexOf(UNDECODABLE) >= 0 || text.indexOf('\0') >= 0;
    }

    private static Stream<String> texts(MqttMessage packet) {
        return switch (packet) {
            case MqttConnectMessage connect ->
                Stream.concat(
                        Stream.of(
                                        connect.payload().clientIdentifier(),
                                        connect.payload().userName(),
                                        connect.payload().willTopic())
                                .flatMap(Stream::ofNullable),
                        texts(connect.variableHeader().properties()));
            case MqttPublishMessage publish ->
                Stream.concat(
                        Stream.of(publish.variableHeader().topicName()),
                        texts(publish.variableHeader().properties()));
            case MqttSubscribeMessage subscribe ->
                subscribe.payload().topicSubscriptions().stream().map(MqttTopicSubscription::topicFilter);
            case MqttUnsubscribeMessage unsubscribe -> unsubscribe.payload().topics().stream();
            default -> Stream.empty();
        };
    }

    private static Stream<String> texts(MqttProperties properties) {
        return properties.listAll().stream().map(MqttProperty::value).flatMap(TextCheck::texts);
    }

    private static Stream<String> texts(Object value) {
        return switch (value) {
            case String text -> Stream.of(text);
            case StringPair pair -> Stream.of(pair.key, pair.value);
            case List<?> pairs -> pairs.stream().flatMap(TextCheck::texts);
            default -> Stream.empty();
        };
    }
}
