package io.muster.kpc.mqtt;

import io.muster.platform.http.PortRefused;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Listens for MQTT on a TCP port, on several event loops. */
final class SocketListener {
    static final int MAX_CLIENT_ID = 65_535;

    private final Connections connections;
    private final Transport.Kind kind;
    private final NetServerOptions options;
    private final List<NetServer> servers = new CopyOnWriteArrayList<>();

    SocketListener(Connections connections, Transport.Kind kind, NetServerOptions options) {
        this.connections = connections;
        this.kind = kind;
        this.options = options;
    }

    /** Starts to listen. */
    void start() {
        Vertx vertx = connections.vertx();
        // A free port is known only after it is bound, too late for other event loops to share it.
        int loops = options.getPort() == 0 ? 1 : Runtime.getRuntime().availableProcessors();
        PortRefused.awaitListening(
                vertx.deployVerticle(() -> new Loop(), new DeploymentOptions().setInstances(loops))
                        .toCompletionStage(),
                options.getPort(),
                kind == Transport.Kind.TCP ? "--mqtt-port" : "kaa.kpc.transports.mqtt.tls.port");
    }

    /** The port it listens on. */
    int port() {
        return servers.getFirst().actualPort();
    }

    /** Takes no more connections, at once; completes when those there are have ended, or been cut off after the limit. */
    Future<Void> stop(Duration limit) {
        return Future.join(servers.stream()
                        .map(server -> server.shutdown(limit.toMillis(), TimeUnit.MILLISECONDS))
                        .toList())
                .mapEmpty();
    }

    /** Shows another certificate from now on. */
    Future<?> update(ServerSSLOptions options) {
        return Future.join(
                servers.stream().map(server -> server.updateSSLOptions(options)).toList());
    }

    private final class Loop implements Deployable {
        @Override
        public Future<?> deploy(Context context) {
            NetServer server = connections.vertx().createNetServer(options);
            return server.connectHandler(SocketListener.this::accept).listen().onSuccess(servers::add);
        }
    }

    private void accept(NetSocket accepted) {
        Channel channel = ((NetSocketInternal) accepted).channelHandlerContext().channel();
        ChannelPipeline pipeline = channel.pipeline();
        int limit = connections.settings().limits().maxPacketSize().asInt();
        pipeline.remove("handler");
        pipeline.addLast("mqtt-encoder", MqttEncoder.INSTANCE);
        pipeline.addLast("mqtt-guard", new PacketGuard(limit));
        pipeline.addLast("mqtt-decoder", new MqttDecoder(limit, MAX_CLIENT_ID));
        pipeline.addLast("mqtt-text", new TextCheck());
        new SocketTransport(kind, connections.vertx().getOrCreateContext(), channel, connections).open();
    }
}
