package io.muster.kpc.mqtt;

import io.netty.channel.Channel;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Takes MQTT over WebSocket on the path {@code /ws} of an HTTP server. */
public final class WebSocketRoute {
    private static final int UPGRADE_REQUIRED = 426;

    private final Connections connections;

    public WebSocketRoute(Connections connections) {
        this.connections = connections;
    }

    /** Adds the route; the server has to offer the sub-protocols {@code mqtt} and {@code mqttv3.1}. */
    public void mount(Router router) {
        router.get("/ws").handler(this::handle);
    }

    private void handle(RoutingContext request) {
        if (!"websocket".equalsIgnoreCase(request.request().getHeader(HttpHeaders.UPGRADE))) {
            request.response()
                    .setStatusCode(UPGRADE_REQUIRED)
                    .putHeader(HttpHeaders.UPGRADE, "websocket")
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end("{\"message\":\"Here is MQTT over WebSocket; upgrade with the sub-protocol mqtt\"}");
            return;
        }
        if (connections.stopping()) {
            request.fail(503);
            return;
        }
        Channel channel = ((HttpServerConnection) request.request().connection())
                .channelHandlerContext()
                .channel();
        request.request().toWebSocket().onSuccess(socket -> accept(channel, socket));
    }

    private void accept(Channel channel, ServerWebSocket socket) {
        Context context = Vertx.currentContext();
        int limit = connections.settings().limits().maxPacketSize().asInt();
        WebSocketTransport transport = new WebSocketTransport(context, channel, socket, limit);
        MqttConnection connection = new MqttConnection(transport, connections);
        transport.receiver(connection::received);
        transport.drain(connection::drained);
        socket.closeHandler(ignored -> connection.closed());
        socket.exceptionHandler(ignored -> socket.close());
        connection.opened();
    }
}
