package io.muster.kpc.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.vertx.core.Context;
import io.vertx.core.internal.net.NetSocketInternal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** MQTT over TCP, with or without TLS. */
record SocketTransport(Kind kind, Context context, NetSocketInternal socket) implements Transport {

    @Override
    public String address() {
        return socket.remoteAddress().hostAddress();
    }

    @Override
    public Optional<X509Certificate> certificate() {
        if (!socket.isSsl()) {
            return Optional.empty();
        }
        try {
            Certificate first = socket.sslSession().getPeerCertificates()[0];
            return first instanceof X509Certificate x509 ? Optional.of(x509) : Optional.empty();
        } catch (SSLPeerUnverifiedException noneShown) {
            return Optional.empty();
        }
    }

    @Override
    public void write(MqttMessage message) {
        socket.writeMessage(message);
    }

    @Override
    public boolean writable() {
        return socket.channelHandlerContext().channel().isWritable();
    }

    @Override
    public void pause() {
        socket.pause();
    }

    @Override
    public void resume() {
        socket.resume();
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public void abort() {
        socket.channelHandlerContext().close();
    }
}
