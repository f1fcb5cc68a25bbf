package io.muster.kpc.mqtt;

import io.muster.platform.work.Waiting;
import io.vertx.core.Future;
import io.vertx.core.net.NetServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The MQTT server: listens on what the settings switch on. */
public final class MqttService {
    private static final Logger LOG = LoggerFactory.getLogger(MqttService.class);

    private final Connections connections;
    private final MqttSettings settings;
    private final List<SocketListener> listeners = new ArrayList<>();
    private Optional<Integer> tcpPort = Optional.empty();
    private Optional<Integer> tlsPort = Optional.empty();
    private long reloading = -1;

    public MqttService(Connections connections) {
        this.connections = connections;
        this.settings = connections.settings();
    }

    /** Starts to listen. */
    public void start() {
        if (settings.tcp().enabled()) {
            tcpPort = Optional.of(
                    listen(Transport.Kind.TCP, settings.tcp().port(), options()).port());
        }
        if (settings.tls().enabled()) {
            Certificates certificates = Certificates.ofBothSides(settings.tls());
            SocketListener listener = listen(Transport.Kind.TLS, settings.tls().port(), certificates.apply(options()));
            tlsPort = Optional.of(listener.port());
            reloading = certificates.watch(connections.vertx(), listener::update);
        }
    }

    private SocketListener listen(Transport.Kind kind, int port, NetServerOptions options) {
        SocketListener listener = new SocketListener(
                connections, kind, options.setHost(settings.host()).setPort(port));
        listener.start();
        listeners.add(listener);
        LOG.info("MQTT over {} on {}:{}", kind, settings.host(), listener.port());
        return listener;
    }

    private static NetServerOptions options() {
        return new NetServerOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setReuseAddress(true)
                .setAcceptBacklog(1_024);
    }

    /** The port of plain TCP, if that is switched on. */
    public Optional<Integer> tcpPort() {
        return tcpPort;
    }

    /** The port of TLS, if that is switched on. */
    public Optional<Integer> tlsPort() {
        return tlsPort;
    }

    /** Takes no more clients, tells those there are to go once they have their answers, and returns when they have gone. */
    public void stop(Duration limit) {
        connections.vertx().cancelTimer(reloading);
        List<Future<Void>> stopped =
                listeners.stream().map(listener -> listener.stop(limit)).toList();
        try {
            Waiting.on(connections.shutDown(), limit);
        } catch (TimeoutException unanswered) {
            LOG.warn("{} MQTT connections are cut off before all was answered", connections.size());
        }
        Waiting.on(Future.join(stopped).otherwiseEmpty().toCompletionStage());
    }
}
