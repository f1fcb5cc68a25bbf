package io.muster.kpc.mqtt;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.VoidChannelPromise;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * MQTT over TCP, with or without TLS: the last handler of the connection's pipeline.
 *
 * <p>It stands where Vert.x has a handler with a socket for any thread to use, whose queues take five kilobytes of each
 * connection: half of what an idle session holds. Here everything happens on the event loop, so that none is needed.
 */
final class SocketTransport extends ChannelInboundHandlerAdapter implements Transport {
    /** Packets that may wait in a connection that rests before its socket is read no further. */
    private static final int AHEAD = 8;

    private final Kind kind;
    private final ContextInternal context;
    private final Channel channel;
    private final VoidChannelPromise unheeded;
    private final MqttConnection connection;
    private final ChannelHandlerContext end;
    private int ahead;
    private boolean paused;
    /** Whether packets are written that go out together at the end of the step. */
    private boolean gathering;

    private boolean unflushed;

    /** Takes the last place in the pipeline, and opens the connection. */
    SocketTransport(Kind kind, Context context, Channel channel, Connections connections) {
        this.kind = kind;
        this.context = (ContextInternal) context;
        this.channel = channel;
        this.unheeded = new VoidChannelPromise(channel, false);
        this.connection = new MqttConnection(this, connections);
        ChannelPipeline pipeline = channel.pipeline().addLast("mqtt", this);
        this.end = pipeline.context(this);
    }

    /** The client may speak. */
    void open() {
        connection.opened();
    }

    @Override
    public void channelRead(ChannelHandlerContext source, Object message) {
        if (!(message instanceof MqttMessage packet)) {
            ReferenceCountUtil.release(message);
            return;
        }
        gathering = true;
        if (paused && ++ahead == AHEAD) {
            channel.config().setAutoRead(false);
        }
        inContext(() -> connection.received(packet));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext source) {
        gathered();
    }

    private void gathered() {
        gathering = false;
        if (unflushed) {
            unflushed = false;
            end.flush();
        }
    }

    /** Each flush is a system call, and a packet that wakes the client up. */
    @Override
    public void together(Runnable step) {
        if (gathering) {
            step.run();
            return;
        }
        gathering = true;
        try {
            step.run();
        } finally {
            gathered();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext source) {
        gathering = false;
        inContext(connection::closed);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext source) {
        if (channel.isWritable()) {
            inContext(connection::drained);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext source, Throwable cause) {
        end.close();
    }

    /** Timers and the like that are made in it belong to this event loop. */
    private void inContext(Runnable step) {
        ContextInternal before = context.beginDispatch();
        try {
            step.run();
        } catch (RuntimeException bug) {
            context.reportException(bug);
            end.close();
        } finally {
            context.endDispatch(before);
        }
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public String address() {
        return ((InetSocketAddress) channel.remoteAddress()).getAddress().getHostAddress();
    }

    @Override
    public Optional<X509Certificate> certificate() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            return Optional.empty();
        }
        try {
            Certificate first = tls.engine().getSession().getPeerCertificates()[0];
            return first instanceof X509Certificate x509 ? Optional.of(x509) : Optional.empty();
        } catch (SSLPeerUnverifiedException noneShown) {
            return Optional.empty();
        }
    }

    /** What answers a packet goes out together with the answers to those that were read with it, unless that is much. */
    @Override
    public void write(MqttMessage message) {
        if (gathering && channel.isWritable()) {
            unflushed = true;
            end.write(message, unheeded);
        } else {
            end.writeAndFlush(message, unheeded);
        }
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void pause() {
        paused = true;
        ahead = 0;
    }

    @Override
    public void resume() {
        paused = false;
        channel.config().setAutoRead(true);
    }

    @Override
    public void close() {
        end.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> end.close());
    }

    @Override
    public void abort() {
        end.flush();
        end.close();
    }
}
