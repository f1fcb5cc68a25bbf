package io.muster.kpc.http;

import io.muster.kpc.mqtt.Certificates;
import io.muster.platform.http.HttpService;
import io.muster.platform.http.PortRefused;
import io.muster.platform.work.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.Optional;

/** An HTTP server for devices alone, where they are not to use the one of the program. */
public final class WebServer implements AutoCloseable {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final HttpServer server;
    private final long watch;

    private WebServer(Vertx vertx, HttpServer server, long watch) {
        this.vertx = vertx;
        this.server = server;
        this.watch = watch;
    }

    /**
     * Starts to listen; port 0 takes a free one.
     *
     * @param certificates empty for a server without TLS
     */
    public static WebServer start(
            Vertx vertx, String host, int port, Router router, Optional<Certificates> certificates) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setReuseAddress(true)
                .setHandle100ContinueAutomatically(true)
                .setWebSocketSubProtocols(HttpService.WEB_SOCKET_PROTOCOLS)
                .setMaxWebSocketFrameSize(HttpService.MAX_WEB_SOCKET_FRAME);
        certificates.ifPresent(present -> present.apply(options));
        HttpServer server = vertx.createHttpServer(options).requestHandler(router);
        PortRefused.awaitListening(server.listen().toCompletionStage(), port, "the port under kaa.kpc.transports");
        long watch = certificates
                .map(present -> present.watch(vertx, server::updateSSLOptions))
                .orElse(NONE);
        return new WebServer(vertx, server, watch);
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        vertx.cancelTimer(watch);
        Waiting.on(server.close().toCompletionStage());
    }
}
