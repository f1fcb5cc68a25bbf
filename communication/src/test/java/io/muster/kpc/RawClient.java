package io.muster.kpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client on a bare socket, for what a well-behaved library never does. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final EmbeddedChannel codec = new EmbeddedChannel(new MqttDecoder(1 << 20), MqttEncoder.INSTANCE);

    RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Many packets in one write, hence mostly in one segment. */
    RawClient send(MqttMessage... messages) throws IOException {
        return send(bytes(messages));
    }

    /** The bytes of packets; the protocol version is that of the last CONNECT among them or before. */
    byte[] bytes(MqttMessage... messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (MqttMessage message : messages) {
            codec.writeOutbound(message);
            ByteBuf encoded = codec.readOutbound();
            all.writeBytes(ByteBufUtil.getBytes(encoded));
            encoded.release();
        }
        return all.toByteArray();
    }

    static MqttMessage connect(MqttVersion version, String clientId, int keepAlive) {
        return MqttMessageBuilders.connect()
                .protocolVersion(version)
                .clientId(clientId)
                .cleanSession(true)
                .keepAlive(keepAlive)
                .build();
    }

    static MqttPublishMessage publish(String topic, String payload, int qos, int packetId) {
        return MqttMessageBuilders.publish()
                .topicName(topic)
                .payload(Unpooled.copiedBuffer(payload, StandardCharsets.UTF_8))
                .qos(MqttQoS.valueOf(qos))
                .messageId(packetId)
                .build();
    }

    /** The next packet from the server. */
    MqttMessage next() throws IOException {
        while (true) {
            MqttMessage message = codec.readInbound();
            if (message != null) {
                return message;
            }
            byte[] bytes = new byte[4_096];
            int count = socket.getInputStream().read(bytes);
            if (count < 0) {
                throw new IOException("closed by the server");
            }
            codec.writeInbound(Unpooled.wrappedBuffer(bytes, 0, count));
        }
    }

    /** All packets until the server closes. */
    List<MqttMessage> untilClosed() throws IOException {
        List<MqttMessage> all = new ArrayList<>();
        try {
            while (true) {
                all.add(next());
            }
        } catch (SocketTimeoutException stillOpen) {
            throw new AssertionError("the server does not close; it sent " + all, stillOpen);
        } catch (IOException closed) {
            return all;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
