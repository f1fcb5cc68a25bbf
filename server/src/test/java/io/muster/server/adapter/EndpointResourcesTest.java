package io.muster.server.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.epr.access.EndpointResources;
import io.muster.epr.endpoint.Command;
import io.muster.platform.config.Reader;
import io.muster.platform.config.Security;
import io.muster.platform.http.Resource;
import io.muster.platform.security.ManagedResources;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** For every endpoint EPR keeps a resource at the authorization server. */
final class EndpointResourcesTest {

    private final Vertx vertx = Vertx.vertx();

    @Test
    void resourcesComeAndGoWithEndpointsAlsoAfterTheIssuerWasAway() throws Exception {
        try (ServicesApart services = ServicesApart.start();
                ResourceIssuer issuer = new ResourceIssuer(vertx);
                EndpointResources following = following(services, issuer)) {
            assertThat(following).isNotNull();
            services.register("one", "{}");
            until(() -> issuer.resources.containsKey("endpoint-one"));
            assertThat(issuer.resources.get("endpoint-one"))
                    .isEqualTo(new JsonObject()
                            .put("name", "endpoint-one")
                            .put("type", "endpoint")
                            .put(
                                    "resource_scopes",
                                    JsonArray.of("endpoint:read", "endpoint:update", "endpoint:delete")));

            issuer.broken = 503;
            services.register("two", "{}");
            services.register.writer().execute(new Command.Unregister("one", Optional.empty()));
            issuer.broken = 0;
            until(() -> issuer.resources.keySet().equals(Set.of("endpoint-two")));
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void endpointsThatWereThereBeforeGetTheirsOnceAlsoOverARestart() throws Exception {
        try (ServicesApart services = ServicesApart.start();
                ResourceIssuer issuer = new ResourceIssuer(vertx)) {
            Set<String> expected = new HashSet<>();
            for (int i = 0; i < 230; i++) {
                String id = "before-" + i;
                services.register
                        .writer()
                        .execute(new Command.Register(
                                id,
                                "demo_application",
                                "demo_application_v1",
                                JsonNodeFactory.instance.objectNode(),
                                ""));
                expected.add("endpoint-" + id);
            }
            until(() -> none(services, "SELECT FROM change_record"));
            issuer.broken = 503;
            following(services, issuer).close();
            assertThat(issuer.resources).isEmpty();
            issuer.broken = 0;
            try (EndpointResources following = following(services, issuer)) {
                assertThat(following).isNotNull();
                until(() -> issuer.resources.keySet().equals(expected));
                until(() -> none(services, "SELECT FROM resource_progress WHERE NOT finished"));
            }
            issuer.resources.clear();
            try (EndpointResources following = following(services, issuer)) {
                assertThat(following).isNotNull();
                services.register("after", "{}");
                until(() -> issuer.resources.keySet().equals(Set.of("endpoint-after")));
            }
        } finally {
            vertx.close().await();
        }
    }

    private static boolean none(ServicesApart services, String query) {
        return !services.registerDatabase.query(query).iterator().hasNext();
    }

    @Test
    void anIssuerWithoutResourcesIsLeftAlone() throws Exception {
        try (ResourceIssuer issuer = new ResourceIssuer(vertx)) {
            issuer.offers = false;
            ManagedResources resources = resources(issuer);
            Resource endpoint = new Resource.Endpoint("e");
            resources.create(endpoint, "endpoint", List.of());
            resources.delete(endpoint);
            assertThat(issuer.resources).isEmpty();
            assertThat(ManagedResources.of(Security.read(Reader.open(Map.of(), Map.of())), Clock.systemUTC()))
                    .isEmpty();
        } finally {
            vertx.close().await();
        }
    }

    private static EndpointResources following(ServicesApart services, ResourceIssuer issuer) throws Exception {
        return EndpointResources.start(
                services.bus, services.registerInstance, services.registerDatabase, resources(issuer));
    }

    private static ManagedResources resources(ResourceIssuer issuer) {
        Security security = Security.read(Reader.open(
                Map.of(),
                Map.of(
                        "KAA_SECURITY_ENABLED",
                        "true",
                        "KAA_SECURITY_ISSUER",
                        issuer.url(),
                        "KAA_SECURITY_CLIENT_ID",
                        ResourceIssuer.CLIENT,
                        "KAA_SECURITY_CLIENT_SECRET",
                        ResourceIssuer.SECRET)));
        return ManagedResources.of(security, Clock.systemUTC()).orElseThrow();
    }

    private static void until(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
