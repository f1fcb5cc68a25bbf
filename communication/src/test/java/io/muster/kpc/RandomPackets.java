package io.muster.kpc;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Packets of all types with all properties, each well-formed by itself, in an order no client would choose. */
final class RandomPackets {
    private static final int[] NUMBERS = {
        0x01, 0x02, 0x0b, 0x11, 0x13, 0x17, 0x18, 0x19, 0x21, 0x22, 0x23, 0x24, 0x25, 0x27, 0x28, 0x29, 0x2a
    };
    private static final int[] TEXTS = {0x03, 0x08, 0x12, 0x15, 0x1a, 0x1c, 0x1f};
    private static final int[] BYTES = {0x09, 0x16};

    private final Random random;
    private final String[] levels;

    /** @param levels of which topics are made */
    RandomPackets(Random random, String... levels) {
        this.random = random;
        this.levels = levels;
    }

    MqttMessage connect(MqttVersion version) {
        return MqttMessageBuilders.connect()
                .protocolVersion(version)
                .clientId("fuzz" + random.nextInt(5))
                .cleanSession(random.nextBoolean())
                .keepAlive(random.nextInt(3) * 30)
                .username(random.nextInt(8) == 0 ? text() : null)
                .willFlag(random.nextInt(4) == 0)
                .willTopic(topic())
                .willMessage(new byte[random.nextInt(20)])
                .willQoS(MqttQoS.valueOf(random.nextInt(3)))
                .willProperties(properties(version))
                .properties(random.nextInt(4) == 0 ? properties(version) : MqttProperties.NO_PROPERTIES)
                .build();
    }

    MqttMessage any(MqttVersion version) {
        MqttMessageType type = MqttMessageType.values()[random.nextInt(MqttMessageType.values().length)];
        return switch (type) {
            case CONNECT -> random.nextInt(10) == 0 ? connect(version) : publish(version);
            case PUBLISH -> publish(version);
            case SUBSCRIBE ->
                new MqttSubscribeMessage(
                        header(type, MqttQoS.AT_LEAST_ONCE),
                        new MqttMessageIdAndPropertiesVariableHeader(id(), properties(version)),
                        new MqttSubscribePayload(
                                some(i -> new MqttTopicSubscription(filter(), MqttQoS.valueOf(random.nextInt(3))))));
            case UNSUBSCRIBE ->
                new MqttUnsubscribeMessage(
                        header(type, MqttQoS.AT_LEAST_ONCE),
                        new MqttMessageIdAndPropertiesVariableHeader(id(), properties(version)),
                        new MqttUnsubscribePayload(some(i -> filter())));
            case PUBACK, PUBREC, PUBCOMP -> reply(type, MqttQoS.AT_MOST_ONCE, version);
            case PUBREL -> reply(type, MqttQoS.AT_LEAST_ONCE, version);
            case DISCONNECT, AUTH ->
                random.nextInt(10) > 0
                        ? publish(version)
                        : new MqttMessage(
                                header(type, MqttQoS.AT_MOST_ONCE),
                                new MqttReasonCodeAndPropertiesVariableHeader(code(), properties(version)));
            case PINGREQ, PINGRESP, CONNACK, SUBACK, UNSUBACK -> MqttMessage.PINGREQ;
        };
    }

    private MqttMessage publish(MqttVersion version) {
        return new MqttPublishMessage(
                new MqttFixedHeader(
                        MqttMessageType.PUBLISH,
                        random.nextInt(20) == 0,
                        MqttQoS.valueOf(random.nextInt(3)),
                        random.nextInt(20) == 0,
                        0),
                new MqttPublishVariableHeader(topic(), id(), properties(version)),
                Unpooled.wrappedBuffer(text().getBytes(StandardCharsets.UTF_8)));
    }

    private MqttMessage reply(MqttMessageType type, MqttQoS qos, MqttVersion version) {
        return new MqttMessage(
                header(type, qos), new MqttPubReplyMessageVariableHeader(id(), code(), properties(version)));
    }

    private static MqttFixedHeader header(MqttMessageType type, MqttQoS qos) {
        return new MqttFixedHeader(type, false, qos, false, 0);
    }

    private MqttProperties properties(MqttVersion version) {
        MqttProperties properties = new MqttProperties();
        if (version == MqttVersion.MQTT_5 && random.nextBoolean()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                switch (random.nextInt(4)) {
                    case 0 -> properties.add(new IntegerProperty(one(NUMBERS), random.nextInt(random.nextInt(1, 9))));
                    case 1 -> properties.add(new StringProperty(one(TEXTS), text()));
                    case 2 -> properties.add(new BinaryProperty(one(BYTES), new byte[random.nextInt(10)]));
                    default -> properties.add(new UserProperty(text(), text()));
                }
            }
        }
        return properties;
    }

    private int one(int[] all) {
        return all[random.nextInt(all.length)];
    }

    private int id() {
        return random.nextInt(1, 6);
    }

    private byte code() {
        return (byte) (random.nextBoolean() ? 0 : random.nextInt());
    }

    private <T> List<T> some(IntFunction<T> make) {
        return IntStream.range(0, random.nextInt(4)).mapToObj(make).toList();
    }

    private String text() {
        return new String[] {"", "a", "{\"a\":1}", "\u00e9\ud83d\ude00", "\u0000", "x".repeat(300)}[random.nextInt(6)];
    }

    private String filter() {
        return random.nextInt(4) == 0 ? new String[] {"#", "+/a", "$share/g/a", "a#"}[random.nextInt(4)] : topic();
    }

    /** Every second one is such as a device would use. */
    private String topic() {
        if (random.nextBoolean()) {
            return "kp1/" + levels[0] + "/" + levels[1] + "/" + levels[2] + "/get/" + random.nextInt(100);
        }
        StringBuilder topic = new StringBuilder("kp1");
        for (int i = random.nextInt(6); i > 0; i--) {
            topic.append('/').append(levels[random.nextInt(levels.length)]);
        }
        return topic.toString();
    }
}
