package io.muster.platform.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.platform.work.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.CorsHandler;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The HTTP server of a process: REST APIs of the services it runs, health, metrics, and whatever else a service adds to
 * its router.
 */
public final class HttpService implements AutoCloseable {
    /** Sub-protocols that may be agreed on with WebSocket clients: MQTT, in its present and its old name. */
    public static final List<String> WEB_SOCKET_PROTOCOLS = List.of("mqtt", "mqttv3.1");

    /** Largest WebSocket frame in bytes; clients of MQTT put a whole packet into one. */
    public static final int MAX_WEB_SOCKET_FRAME = 1 << 20;

    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Set<HttpMethod> CHANGES = Set.of(HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final HttpSettings settings;
    private final int port;
    private final HttpServer server;
    private final Router router;
    private final Dispatch dispatch;

    /** @param gatekeeper decides who may call the operations of the APIs */
    public HttpService(Vertx vertx, HttpSettings settings, Gatekeeper gatekeeper, MeterRegistry metrics) {
        this.settings = settings;
        this.router = Router.router(vertx);
        this.dispatch = new Dispatch(gatekeeper, metrics, settings);
        this.port = settings.port();
        this.server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setHandle100ContinueAutomatically(true)
                .setCompressionSupported(true)
                .setMaxInitialLineLength(16 << 10)
                .setMaxHeaderSize(32 << 10)
                .setWebSocketSubProtocols(WEB_SOCKET_PROTOCOLS)
                .setMaxWebSocketFrameSize(MAX_WEB_SOCKET_FRAME)
                .setReuseAddress(true));
        allowOrigins();
        router.route().failureHandler(dispatch::failed);
    }

    private void allowOrigins() {
        if (settings.allowedOrigins().isEmpty()) {
            return;
        }
        CorsHandler cors = CorsHandler.create()
                .allowedMethods(
                        Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE))
                .allowedHeaders(Set.of(
                        "Authorization",
                        "x-iamcore-api-key",
                        "Content-Type",
                        "If-Match",
                        "If-None-Match",
                        "Correlation-ID"))
                .exposedHeaders(Set.of("ETag", "Location", "Correlation-ID"));
        if (settings.allowedOrigins().contains("*")) {
            cors.addOriginWithRegex(".*");
        } else {
            cors.addOrigins(settings.allowedOrigins());
        }
        router.route().handler(context -> {
            if (concernsOrigins(context.request())) {
                cors.handle(context);
            } else {
                context.next();
            }
        });
    }

    /**
     * Whether the rules about origins are meant for a request: not for one of the server's own pages, and not for
     * WebSocket, whose clients name any origin, even where they are no pages.
     */
    private static boolean concernsOrigins(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String host = request.getHeader(HttpHeaders.HOST);
        boolean own = origin != null && host != null && origin.endsWith("://" + host);
        return !own && !"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    /** Offers {@code api} below each of {@code bases}, such as {@code /epr/api/v1}. */
    public void mount(Api api, List<String> bases) {
        BodyReader bodies = new BodyReader(settings.maxBody());
        for (String base : bases) {
            for (Operation operation : api.operations()) {
                router.route(operation.method(), base + operation.path()).handler(context -> {
                    if (endsInNothing(context.request())) {
                        context.next();
                    } else {
                        bodies.read(context, (read, body) -> dispatch.handle(read, operation, base, body));
                    }
                });
            }
        }
    }

    /**
     * Whether something is to be changed whose name was left empty: {@code PUT …/metadata/} must not replace all metadata.
     * The router would take it for the same without the slash.
     */
    private static boolean endsInNothing(HttpServerRequest request) {
        return CHANGES.contains(request.method()) && request.path().endsWith("/");
    }

    /** Offers one more operation at an absolute path, without authentication: health and the like. */
    public void open(Operation operation) {
        router.route(operation.method(), operation.path()).handler(context -> dispatch.handleOpen(context, operation));
    }

    /** The router, for services that speak more than REST over this server. */
    public Router router() {
        return router;
    }

    /**
     * Starts to listen.
     *
     * @return the port
     */
    public int start() {
        router.route().last().handler(dispatch::unknown);
        return PortRefused.awaitListening(
                        server.requestHandler(this::receive).listen().toCompletionStage(), port, "--http-port")
                .actualPort();
    }

    private void receive(HttpServerRequest request) {
        String uri = request.uri();
        if (uri.indexOf('%') >= 0 && BROKEN_ESCAPE.matcher(uri).find()) {
            dispatch.undecodable(request);
        } else {
            router.handle(request);
        }
    }

    /** Asks clients to go elsewhere: every answer ends its connection from now on. New ones are still answered. */
    public void leave() {
        dispatch.leave();
    }

    /**
     * Finishes the requests being worked on and refuses all others with 503, so that what they need can be stopped.
     *
     * @param limit how long requests may take
     */
    public void drain(Duration limit) {
        dispatch.drain(limit);
    }

    /** Finishes the requests being worked on, closes. */
    @Override
    public void close() {
        dispatch.drain(DRAIN);
        Waiting.on(server.close().toCompletionStage());
    }
}
