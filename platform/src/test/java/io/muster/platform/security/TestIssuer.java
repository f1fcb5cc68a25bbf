package io.muster.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A tiny OpenID Connect provider: discovery, keys, and decisions on permissions. */
final class TestIssuer implements AutoCloseable {

    /** What was asked of the key endpoint and the token endpoint. */
    final AtomicInteger keyRequests = new AtomicInteger();

    final AtomicInteger decisions = new AtomicInteger();

    /** Permissions that are granted, {@code resource#scope}. */
    final Set<String> granted = ConcurrentHashMap.newKeySet();

    private final HttpServer server;
    private final int port;
    private volatile RSAKey key = newKey("first");
    private volatile boolean broken;

    TestIssuer(Vertx vertx, int port) {
        this.server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(port, "127.0.0.1")
                .await();
        this.port = server.actualPort();
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port + "/realms/kaa";
    }

    void rotate(String name) {
        key = newKey(name);
    }

    /** From now on the token endpoint answers 500. */
    void breakDown() {
        broken = true;
    }

    RSAKey key() {
        return key;
    }

    /** A good token, with the claims that {@code change} adds or replaces. */
    String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        return signed(key, claims(change));
    }

    JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        return change.apply(new JWTClaimsSet.Builder()
                        .issuer(url())
                        .subject("joe")
                        .expirationTime(Date.from(Instant.now().plusSeconds(300))))
                .build();
    }

    static String signed(RSAKey key, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .type(JOSEObjectType.JWT)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static RSAKey newKey(String name) {
        try {
            return new RSAKeyGenerator(2048).keyID(name).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/realms/kaa/.well-known/openid-configuration" ->
                json(
                        request,
                        200,
                        new JsonObject()
                                .put("issuer", url())
                                .put("jwks_uri", url() + "/keys")
                                .put("token_endpoint", url() + "/token")
                                .encode());
            case "/realms/kaa/keys" -> {
                keyRequests.incrementAndGet();
                json(request, 200, new JWKSet(key.toPublicJWK()).toString());
            }
            case "/realms/kaa/token" -> {
                decisions.incrementAndGet();
                request.setExpectMultipart(true).endHandler(done -> decide(request, request.formAttributes()));
            }
            default -> json(request, 404, "{}");
        }
    }

    private void decide(HttpServerRequest request, MultiMap form) {
        if (broken) {
            json(request, 500, "{}");
        } else if (!"urn:ietf:params:oauth:grant-type:uma-ticket".equals(form.get("grant_type"))
                || !"muster".equals(form.get("audience"))
                || !request.getHeader("Authorization").startsWith("Bearer ey")) {
            json(request, 400, "{\"error\":\"invalid_request\"}");
        } else if ("permissions".equals(form.get("response_mode"))) {
            String names = granted.stream()
                    .filter(each -> each.endsWith(form.get("permission")))
                    .map(each -> "{\"rsname\":\"" + each.replaceFirst("#.*", "") + "\"}")
                    .collect(java.util.stream.Collectors.joining(",", "[", "]"));
            json(request, 200, names);
        } else if (granted.contains(form.get("permission"))) {
            json(request, 200, "{\"result\":true}");
        } else {
            json(request, 403, "{\"error\":\"access_denied\"}");
        }
    }

    private static void json(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body);
    }

    @Override
    public void close() {
        server.close().await();
    }
}
