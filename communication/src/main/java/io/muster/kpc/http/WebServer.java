package io.muster.kpc.http;

import io.muster.platform.http.HttpService;
import io.muster.platform.http.PortRefused;
import io.muster.platform.work.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

/** An HTTP server for devices alone, where they are not to use the one of the program. */
public final class WebServer implements AutoCloseable {
    private final HttpServer server;

    private WebServer(HttpServer server) {
        this.server = server;
    }

    /** Starts to listen; port 0 takes a free one. */
    public static WebServer start(Vertx vertx, String host, int port, Router router) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(host)
                        .setPort(port)
                        .setReuseAddress(true)
                        .setHandle100ContinueAutomatically(true)
                        .setWebSocketSubProtocols(HttpService.WEB_SOCKET_PROTOCOLS)
                        .setMaxWebSocketFrameSize(HttpService.MAX_WEB_SOCKET_FRAME))
                .requestHandler(router);
        return new WebServer(PortRefused.awaitListening(
                server.listen().toCompletionStage(), port, "the port under kaa.kpc.transports"));
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        Waiting.on(server.close().toCompletionStage());
    }
}
