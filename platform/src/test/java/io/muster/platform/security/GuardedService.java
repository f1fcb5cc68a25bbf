package io.muster.platform.security;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.platform.config.ApiKey;
import io.muster.platform.config.Secret;
import io.muster.platform.config.Security;
import io.muster.platform.config.ServerUrl;
import io.muster.platform.http.Access.Reach;
import io.muster.platform.http.Api;
import io.muster.platform.http.HttpService;
import io.muster.platform.http.HttpSettings;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import io.muster.platform.http.Resource;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A small API behind the access control, with one operation of each kind, and a client of it. */
final class GuardedService implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpService service;
    private final int port;

    GuardedService(Vertx vertx, Security security) {
        service =
                new HttpService(vertx, HttpSettings.loopback(0), AccessControl.of(security), new SimpleMeterRegistry());
        service.mount(
                new Api(
                        "x",
                        List.of(
                                operation(HttpMethod.GET, "/endpoints/:endpointId", "endpoint:read"),
                                operation(HttpMethod.PUT, "/endpoints/:endpointId", "endpoint:update"),
                                operation(HttpMethod.GET, "/clients", "kaa:client-certificates:read"),
                                operation(HttpMethod.POST, "/endpoints", "application:endpoint:create")
                                        .on(request -> new Resource.Application(
                                                request.object().path("app").asText())),
                                new Operation(
                                                HttpMethod.GET,
                                                "/endpoints",
                                                "list",
                                                "endpoint:read",
                                                request -> reply(reach(request)))
                                        .itemByItem()),
                        ""),
                List.of("/api/v1"));
        port = service.start();
    }

    static Security tokens(String issuer, boolean authorization, Optional<String> client) {
        return new Security(
                true,
                ServerUrl.parse(issuer, Set.of("http")),
                client,
                client.map(Secret::new),
                authorization,
                Optional.empty(),
                List.of());
    }

    static Security keys(List<ApiKey> keys) {
        return new Security(false, Optional.empty(), Optional.empty(), Optional.empty(), true, Optional.empty(), keys);
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers));
    }

    HttpResponse<String> put(String path, String... headers) {
        return send(request(path, headers).PUT(BodyPublishers.noBody()));
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Operation operation(HttpMethod method, String path, String scope) {
        return new Operation(
                method, path, path, scope, request -> reply(request.caller().name()));
    }

    private static String reach(Request request) {
        return switch (request.caller().access().reach("endpoint:read")) {
            case Reach.Everything all -> "everything";
            case Reach.Only only ->
                only.resources().stream().map(Resource::name).sorted().collect(Collectors.joining(","));
        };
    }

    private static Reply reply(String text) {
        return Reply.ok(JsonNodeFactory.instance.textNode(text));
    }

    @Override
    public void close() {
        service.close();
    }
}
