package io.muster.server.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.contract.name.EndpointToken;
import io.muster.epr.registration.RemoteTokenProvisioning;
import io.muster.epr.registration.TokenProvisioning;
import io.muster.platform.security.ShownKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** EPR keeps first tokens in a CM of another process: a real one, and one that answers oddly or not at all. */
final class RemoteTokensTest {

    private static final String APPLICATION = "demo_application";

    @Test
    void tokensAreMadeKeptAndDropped() throws Exception {
        try (ServicesApart services = ServicesApart.start()) {
            TokenProvisioning tokens = services.tokens;
            TokenProvisioning.Token chosen =
                    tokens.provision("first", APPLICATION, Optional.of(EndpointToken.of("with space ä")));
            assertThat(chosen.value().value()).isEqualTo("with space ä");
            assertThat(chosen.status()).isEqualTo("Inactive");
            TokenProvisioning.Token made = tokens.provision("first", APPLICATION, Optional.empty());
            assertThat(made.value().value()).matches("[A-Za-z0-9]+");

            refuses(
                    Kind.CONFLICT,
                    "already used",
                    () -> tokens.provision("second", APPLICATION, Optional.of(chosen.value())));
            assertThat(services.register("third", "{}").statusCode()).isEqualTo(201);
            assertThat(services.register("third", "{}").statusCode()).isEqualTo(409);

            tokens.drop("first");
            tokens.drop("first");
            assertThat(tokens.provision("second", APPLICATION, Optional.of(chosen.value()))
                            .status())
                    .isEqualTo("Inactive");
        }
    }

    @Test
    void whatIsWrongBetweenTheServicesIsNotTheCallersFault() throws Exception {
        refuses(Kind.UNAVAILABLE, "status 500", answering(500, "<html>"));
        refuses(Kind.UNAVAILABLE, "status 429", answering(429, "{}"));
        refuses(Kind.UNAVAILABLE, "kaa.epr.credential-management.api-key", answering(401, "{}"));
        refuses(Kind.CONFLICT, "taken by another", answering(409, "{\"message\":\"taken by another\"}"));
        refuses(Kind.CONFLICT, "refused the token", answering(409, "<html>"));
        refuses(Kind.MALFORMED, "too long", answering(400, "{\"message\":\"too long\"}"));
        refuses(Kind.UNAVAILABLE, "not understood", answering(200, "<html>"));
        refuses(Kind.UNAVAILABLE, "not understood", answering(201, "{\"status\":\"Inactive\"}"));
    }

    @Test
    void nobodyThereIsUnavailable() throws Exception {
        Vertx vertx = Vertx.vertx();
        HttpServer server = listening(vertx, 500, "");
        int port = server.actualPort();
        server.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        try (RemoteTokenProvisioning nobody = at(port)) {
            refuses(Kind.UNAVAILABLE, "cannot be reached", () -> nobody.provision("e", APPLICATION, Optional.empty()));
            refuses(Kind.UNAVAILABLE, "cannot be reached", () -> nobody.drop("e"));
        } finally {
            vertx.close().await();
        }
    }

    private static ThrowingCallable answering(int status, String body) {
        return () -> {
            Vertx vertx = Vertx.vertx();
            try (RemoteTokenProvisioning odd = at(listening(vertx, status, body).actualPort())) {
                odd.provision("e", APPLICATION, Optional.empty());
            } finally {
                vertx.close().await();
            }
        };
    }

    private static HttpServer listening(Vertx vertx, int status, String body) throws Exception {
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(
                        request -> request.response().setStatusCode(status).end(body))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static RemoteTokenProvisioning at(int port) {
        return new RemoteTokenProvisioning(
                new RemoteTokenProvisioning.Address(URI.create("http://127.0.0.1:" + port + "/"), ShownKey.NONE));
    }

    private static void refuses(Kind kind, String reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.refusal().kind()).isEqualTo(kind);
            assertThat(refused.refusal().message()).contains(reason);
        });
    }
}
