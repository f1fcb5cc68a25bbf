package io.muster.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.platform.config.ApiKey;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ApiKeysTest {

    private static final String ROBOT = "0123456789abcdef0123456789abcdef";
    private static final String READER = "fedcba9876543210fedcba9876543210";

    private final Vertx vertx = Vertx.vertx();
    private final GuardedService service = new GuardedService(
            vertx,
            GuardedService.keys(List.of(
                    new ApiKey("robot", ApiKey.hashOf(ROBOT), Set.of()),
                    new ApiKey("reader", ApiKey.hashOf(READER), Set.of("endpoint:read")))));

    @AfterEach
    void stop() {
        service.close();
        vertx.close().await();
    }

    @Test
    void aKeyWithoutScopesOpensEverything() {
        assertThat(service.put("/endpoints/a", AccessControl.KEY_HEADER, ROBOT).body())
                .isEqualTo("\"robot\"");
    }

    @Test
    void aKeyWithScopesOpensNoMore() {
        assertThat(service.get("/endpoints/a", AccessControl.KEY_HEADER, READER).body())
                .isEqualTo("\"reader\"");
        assertThat(service.get("/endpoints", AccessControl.KEY_HEADER, READER).body())
                .isEqualTo("\"everything\"");
        assertThat(service.put("/endpoints/a", AccessControl.KEY_HEADER, READER).statusCode())
                .isEqualTo(403);
    }

    @Test
    void otherKeysAndNoneAreRefused() {
        assertThat(service.get("/endpoints/a", AccessControl.KEY_HEADER, ROBOT + "0")
                        .statusCode())
                .isEqualTo(401);
        assertThat(service.get("/endpoints/a", AccessControl.KEY_HEADER, ApiKey.hashOf(ROBOT))
                        .statusCode())
                .isEqualTo(401);
        assertThat(service.get("/endpoints/a", "Authorization", "Bearer " + ROBOT)
                        .statusCode())
                .isEqualTo(401);
        assertThat(service.get("/endpoints/a").body()).contains("an API key in the header x-iamcore-api-key");
    }
}
