package io.muster.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a valid token may do. */
final class PermissionsTest {

    private final Vertx vertx = Vertx.vertx();
    private final TestIssuer issuer = new TestIssuer(vertx, 0);
    private final GuardedService offline =
            new GuardedService(vertx, GuardedService.tokens(issuer.url(), true, Optional.empty()));
    private final GuardedService asking =
            new GuardedService(vertx, GuardedService.tokens(issuer.url(), true, Optional.of("muster")));

    @AfterEach
    void stop() {
        offline.close();
        asking.close();
        issuer.close();
        vertx.close().await();
    }

    @Test
    void aScopeOfTheTokenHoldsOnEverything() {
        String bearer = bearer(claims -> claims.claim("scope", "openid endpoint:read"));
        assertThat(offline.get("/endpoints/a", "Authorization", bearer).statusCode())
                .isEqualTo(200);
        assertThat(offline.get("/endpoints", "Authorization", bearer).body()).isEqualTo("\"everything\"");
        assertThat(offline.put("/endpoints/a", "Authorization", bearer).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aPermissionOfTheTokenHoldsOnItsResource() {
        String bearer = permissions(Map.of("rsname", "endpoint-a", "scopes", List.of("endpoint:read")));
        assertThat(offline.get("/endpoints/a", "Authorization", bearer).statusCode())
                .isEqualTo(200);
        assertThat(offline.get("/endpoints/b", "Authorization", bearer).statusCode())
                .isEqualTo(404);
        assertThat(offline.get("/endpoints", "Authorization", bearer).body()).isEqualTo("\"endpoint-a\"");
    }

    @Test
    void aPermissionWithoutResourceHoldsOnAll() {
        String bearer = permissions(Map.of("scopes", List.of("endpoint:read")));
        assertThat(offline.get("/endpoints/b", "Authorization", bearer).statusCode())
                .isEqualTo(200);
        String onlyById = permissions(Map.of("rsid", "77", "scopes", List.of("endpoint:read")));
        assertThat(offline.get("/endpoints/b", "Authorization", onlyById).statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatMayNotBeReadIsNotThereAndTheRestIsForbidden() {
        String bearer = bearer(UnaryOperator.identity());
        assertThat(offline.get("/endpoints/a", "Authorization", bearer).body())
                .isEqualTo("{\"message\":\"Endpoint [a] is not found\"}");
        assertThat(offline.get("/clients", "Authorization", bearer).statusCode())
                .isEqualTo(403);
        assertThat(offline.put("/endpoints/a", "Authorization", bearer).body())
                .isEqualTo("{\"message\":\"Scope \\\"endpoint:update\\\" is needed on \\\"endpoint-a\\\"\"}");
    }

    @Test
    void theResourceMayStandInTheBody() {
        issuer.granted.add("application-demo#application:endpoint:create");
        String bearer = bearer(UnaryOperator.identity());
        assertThat(asking.post("/endpoints", "{\"app\":\"demo\"}", "Authorization", bearer)
                        .statusCode())
                .isEqualTo(200);
        assertThat(asking.post("/endpoints", "{\"app\":\"other\"}", "Authorization", bearer)
                        .statusCode())
                .isEqualTo(403);
        assertThat(asking.post("/endpoints", "[", "Authorization", bearer).statusCode())
                .isEqualTo(400);
        assertThat(asking.post("/endpoints", "[").statusCode()).isEqualTo(401);
    }

    @Test
    void theIssuerDecidesOnWhatTheTokenDoesNotSayAndIsNotAskedAgainAtOnce() {
        issuer.granted.add("kaa-system#kaa:client-certificates:read");
        String bearer = bearer(UnaryOperator.identity());
        for (int i = 0; i < 5; i++) {
            assertThat(asking.get("/clients", "Authorization", bearer).statusCode())
                    .isEqualTo(200);
        }
        assertThat(issuer.decisions.get()).isEqualTo(1);
        assertThat(asking.put("/endpoints/a", "Authorization", bearer).statusCode())
                .isEqualTo(403);
    }

    @Test
    void theIssuerNamesWhatAListMayShow() {
        issuer.granted.addAll(List.of("endpoint-a#endpoint:read", "endpoint-b#endpoint:read", "endpoint-c#other"));
        assertThat(asking.get("/endpoints", "Authorization", bearer(UnaryOperator.identity()))
                        .body())
                .isEqualTo("\"endpoint-a,endpoint-b\"");
    }

    @Test
    void anIssuerThatCannotDecideIsNoReasonToRefuseForGood() {
        issuer.breakDown();
        assertThat(asking.get("/clients", "Authorization", bearer(UnaryOperator.identity()))
                        .statusCode())
                .isEqualTo(503);
    }

    private String permissions(Map<String, Object> permission) {
        return bearer(claims -> claims.claim("authorization", Map.of("permissions", List.of(permission))));
    }

    private String bearer(UnaryOperator<JWTClaimsSet.Builder> change) {
        return "Bearer " + issuer.token(change);
    }
}
