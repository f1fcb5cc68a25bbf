package io.muster.kpc.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Consumer;

/** MQTT over WebSocket: packets are the stream of bytes in binary frames, whose borders mean nothing. */
final class WebSocketTransport implements Transport {
    private static final short UNSUPPORTED_DATA = 1003;

    /** Name of Vert.x's own handler, whose {@code close} would wait until all is sent. */
    private static final String HANDLER = "handler";

    private final Context context;
    private final ServerWebSocket socket;
    private final Channel channel;
    private final EmbeddedChannel codec;
    private Consumer<MqttMessage> receiver = message -> {};
    private boolean paused;
    private boolean closed;

    WebSocketTransport(Context context, Channel channel, ServerWebSocket socket, int maxPacketSize) {
        this.context = context;
        this.socket = socket;
        this.channel = channel;
        this.codec = new EmbeddedChannel(
                new PacketGuard(maxPacketSize),
                new MqttDecoder(maxPacketSize, SocketListener.MAX_CLIENT_ID),
                new TextCheck(),
                MqttEncoder.INSTANCE);
        socket.frameHandler(this::frame);
    }

    /** Whom to tell when the client has read enough for more to be written. */
    void drain(Runnable then) {
        channel.pipeline().addBefore(HANDLER, "mqtt-drain", new Drain(then));
    }

    /** Where packets go. */
    void receiver(Consumer<MqttMessage> consumer) {
        receiver = consumer;
    }

    private void frame(WebSocketFrame frame) {
        if (frame.isText()) {
            socket.close(UNSUPPORTED_DATA);
        } else if (!closed && (frame.isBinary() || frame.isContinuation())) {
            codec.writeInbound(Unpooled.wrappedBuffer(frame.binaryData().getBytes()));
            handOver();
        }
    }

    private void handOver() {
        MqttMessage message;
        while (!paused && (message = codec.readInbound()) != null) {
            receiver.accept(message);
        }
    }

    @Override
    public Kind kind() {
        return Kind.WS;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public String address() {
        return socket.remoteAddress().hostAddress();
    }

    @Override
    public Optional<X509Certificate> certificate() {
        return Optional.empty();
    }

    @Override
    public void write(MqttMessage message) {
        if (closed || !codec.writeOutbound(message)) {
            return;
        }
        ByteBuf bytes;
        while ((bytes = codec.readOutbound()) != null) {
            if (!socket.isClosed()) {
                socket.writeBinaryMessage(Buffer.buffer(ByteBufUtil.getBytes(bytes)));
            }
            bytes.release();
        }
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void pause() {
        paused = true;
        socket.pause();
    }

    @Override
    public void resume() {
        paused = false;
        handOver();
        if (!paused) {
            socket.resume();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            codec.finishAndReleaseAll();
            socket.close();
        }
    }

    @Override
    public void abort() {
        close();
        channel.pipeline().context(HANDLER).close();
    }
}
