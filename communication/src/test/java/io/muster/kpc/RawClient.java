package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A client on a bare socket, for what a well-behaved library never does. */
final class RawClient implements AutoCloseable {
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final Socket socket;
    private final EmbeddedChannel codec = new EmbeddedChannel(new MqttDecoder(1 << 20), MqttEncoder.INSTANCE);

    RawClient(int port) throws IOException {
        this(port, 0);
    }

    private RawClient(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
    }

    /** A client whose CONNECT has been accepted and whose receive buffer is soon full. */
    static RawClient small(int port, MqttVersion version) throws IOException {
        return new RawClient(port, 4_096).greet(version, "client-" + CLIENTS.incrementAndGet());
    }

    /** A client whose CONNECT has been accepted. */
    static RawClient connected(int port, MqttVersion version) throws IOException {
        return connected(port, version, "client-" + CLIENTS.incrementAndGet());
    }

    static RawClient connected(int port, MqttVersion version, String clientId) throws IOException {
        return new RawClient(port).greet(version, clientId);
    }

    private RawClient greet(MqttVersion version, String clientId) throws IOException {
        send(connect(version, clientId, 60));
        MqttConnAckMessage answer = (MqttConnAckMessage) next();
        assertThat(answer.variableHeader().connectReturnCode()).isEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
        return this;
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

    /** A reply that is nothing but a packet ID. */
    static MqttMessage reply(MqttMessageType type, int packetId) {
        MqttQoS qos = type == MqttMessageType.PUBREL ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
        return new MqttMessage(
                new MqttFixedHeader(type, false, qos, false, 0), MqttMessageIdVariableHeader.from(packetId));
    }

    /** The next packet, which has to be a message: its topic and payload. */
    String nextPublish() throws IOException {
        MqttPublishMessage message = (MqttPublishMessage) next();
        String text =
                message.variableHeader().topicName() + " " + message.payload().toString(StandardCharsets.UTF_8);
        message.release();
        return text;
    }

    /** The next packet: its type, with the packet ID of a reply or the quality of service of a message. */
    String nextType() throws IOException {
        MqttMessage message = next();
        String detail = message.variableHeader() instanceof MqttMessageIdVariableHeader header
                ? Integer.toString(header.messageId())
                : message.fixedHeader().qosLevel().name();
        return message.fixedHeader().messageType() + " " + detail;
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

    /** Everything the server sends until it closes, in hexadecimal digits. */
    String hexUntilClosed() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketTimeoutException stillOpen) {
            throw new AssertionError("the server does not close", stillOpen);
        } catch (IOException reset) {
            // Closed as well: something this side has sent was not read any more.
        }
        return HexFormat.of().formatHex(all.toByteArray());
    }

    /** The next bytes, in hexadecimal digits. */
    String hex(int count) throws IOException {
        return HexFormat.of().formatHex(socket.getInputStream().readNBytes(count));
    }

    /** Bytes written as hexadecimal digits; blanks do not count. */
    RawClient sendHex(String digits) throws IOException {
        return send(HexFormat.of().parseHex(digits.replace(" ", "")));
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

    /** Nothing more will come from here, while the server may go on. */
    void half() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        codec.finishAndReleaseAll();
        socket.close();
    }
}
