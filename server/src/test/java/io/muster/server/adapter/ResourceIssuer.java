package io.muster.server.adapter;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An issuer that registers resources as User-Managed Access 2.0 says and Keycloak does, in memory. */
final class ResourceIssuer implements AutoCloseable {

    static final String CLIENT = "muster";
    static final String SECRET = "a secret: of the client";

    private static final String REALM = "/realms/kaa";
    private static final String RESOURCES = REALM + "/authz/protection/resource_set";

    /** Descriptions by resource name. */
    final Map<String, JsonObject> resources = new ConcurrentHashMap<>();

    /** The status that requests about resources are answered with; 0: as they should be. */
    volatile int broken;

    /** Whether it offers resource registration. */
    volatile boolean offers = true;

    private final HttpServer server;

    ResourceIssuer(Vertx vertx) {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.bodyHandler(body -> answer(request, body)))
                .listen(0, "127.0.0.1")
                .await();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + REALM;
    }

    private void answer(HttpServerRequest request, Buffer body) {
        String path = request.path();
        if (path.endsWith("/.well-known/openid-configuration")) {
            reply(
                    request,
                    200,
                    new JsonObject()
                            .put("issuer", url())
                            .put("jwks_uri", url() + "/keys")
                            .put("token_endpoint", url() + "/token")
                            .encode());
        } else if (path.endsWith("/.well-known/uma2-configuration") && offers) {
            reply(
                    request,
                    200,
                    new JsonObject()
                            .put("resource_registration_endpoint", url().replace(REALM, RESOURCES))
                            .encode());
        } else if (path.endsWith("/token")) {
            String client = new String(
                    Base64.getDecoder()
                            .decode(request.getHeader("Authorization").substring("Basic ".length())),
                    StandardCharsets.UTF_8);
            boolean known = client.equals(CLIENT + ":a+secret%3A+of+the+client")
                    && body.toString().equals("grant_type=client_credentials");
            reply(request, known ? 200 : 401, "{\"access_token\":\"pat\",\"expires_in\":60}");
        } else if (path.startsWith(RESOURCES)) {
            aboutResources(request, body);
        } else {
            reply(request, 404, "{}");
        }
    }

    private void aboutResources(HttpServerRequest request, Buffer body) {
        if (broken != 0 || !"Bearer pat".equals(request.getHeader("Authorization"))) {
            reply(request, broken == 0 ? 401 : broken, "<html>");
        } else if (request.method() == HttpMethod.POST) {
            JsonObject resource = body.toJsonObject();
            boolean fresh = resources.putIfAbsent(resource.getString("name"), resource) == null;
            reply(request, fresh ? 201 : 409, "{}");
        } else if (request.method() == HttpMethod.GET) {
            String name = request.getParam("name");
            reply(
                    request,
                    200,
                    resources.containsKey(name)
                            ? new JsonArray().add("id of " + name).encode()
                            : "[]");
        } else {
            String id = request.path().substring(RESOURCES.length() + 1).replace('+', ' ');
            resources.remove(id.substring("id of ".length()));
            reply(request, 204, "");
        }
    }

    private static void reply(HttpServerRequest request, int status, String body) {
        request.response().setStatusCode(status).end(body);
    }

    @Override
    public void close() {
        server.close().await();
    }
}
