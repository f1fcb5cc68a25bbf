package io.muster.kpc.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PacketGuardTest {
    private static final int LIMIT = 1_000;

    @Provide
    Arbitrary<List<Integer>> lengths() {
        return Arbitraries.integers().between(10, LIMIT).list().ofMaxSize(20);
    }

    @Property(tries = 200)
    void findsThePacketThatIsTooLongWhereverTheBytesAreCut(
            @ForAll("lengths") List<Integer> lengths,
            @ForAll @IntRange(min = 1, max = 50) int step,
            @ForAll @IntRange(min = LIMIT + 1, max = 200_000_000) int tooLong) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        lengths.forEach(length -> bytes.writeBytes(publish(length)));
        bytes.writeBytes(header(tooLong));
        bytes.writeBytes(new byte[40]);
        EmbeddedChannel channel = new EmbeddedChannel(new PacketGuard(LIMIT), new MqttDecoder(LIMIT));
        byte[] all = bytes.toByteArray();
        for (int at = 0; at < all.length; at += step) {
            channel.writeInbound(Unpooled.copiedBuffer(Arrays.copyOfRange(all, at, Math.min(all.length, at + step))));
        }
        for (int i = 0; i < lengths.size(); i++) {
            MqttMessage message = channel.readInbound();
            assertThat(message.fixedHeader().messageType()).isEqualTo(MqttMessageType.PUBLISH);
            assertThat(message.decoderResult().isSuccess()).isTrue();
        }
        MqttMessage last = channel.readInbound();
        assertThat(last.decoderResult().cause()).isInstanceOf(TooLongFrameException.class);
        channel.finishAndReleaseAll();
    }

    @Property(tries = 200)
    void findsAReservedBitWhereverTheBytesAreCut(
            @ForAll @IntRange(min = 1, max = 30) int step,
            @ForAll @IntRange(max = 5) int filters,
            @ForAll boolean five,
            @ForAll @IntRange(max = 3) int bits) {
        EmbeddedChannel packets = new EmbeddedChannel(MqttEncoder.INSTANCE);
        MqttVersion version = five ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1;
        var subscribe = MqttMessageBuilders.subscribe().messageId(300);
        IntStream.rangeClosed(0, filters).forEach(i -> subscribe.addSubscription(MqttQoS.AT_LEAST_ONCE, "a/" + i));
        packets.writeOutbound(
                MqttMessageBuilders.connect()
                        .protocolVersion(version)
                        .clientId("c")
                        .build(),
                subscribe.build());
        ByteBuf all = Unpooled.wrappedBuffer(packets.<ByteBuf>readOutbound(), packets.<ByteBuf>readOutbound());
        all.setByte(all.writerIndex() - 1, all.getByte(all.writerIndex() - 1) | bits << 6);
        EmbeddedChannel channel = new EmbeddedChannel(new PacketGuard(LIMIT), new MqttDecoder(LIMIT));
        while (all.isReadable()) {
            channel.writeInbound(Unpooled.copiedBuffer(all.readSlice(Math.min(step, all.readableBytes()))));
        }
        assertThat(channel.<MqttMessage>readInbound().fixedHeader().messageType())
                .isEqualTo(MqttMessageType.CONNECT);
        assertThat(channel.<MqttMessage>readInbound().decoderResult().isSuccess())
                .isEqualTo(bits == 0);
        channel.finishAndReleaseAll();
    }

    private static byte[] publish(int length) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(header(length));
        packet.writeBytes(new byte[] {0, 3, 'a', '/', 'b'});
        packet.writeBytes(new byte[length - 5]);
        return packet.toByteArray();
    }

    private static byte[] header(int length) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(0x30);
        int rest = length;
        do {
            int digit = rest % 128;
            rest /= 128;
            header.write(rest > 0 ? digit | 0x80 : digit);
        } while (rest > 0);
        return header.toByteArray();
    }
}
