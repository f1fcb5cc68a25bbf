package io.muster.server.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.MetadataKey;
import io.muster.epmx.repository.EpmmpRepository;
import io.muster.epmx.repository.Metadata;
import io.muster.epmx.repository.MetadataRepository;
import io.muster.epmx.repository.MetadataRepositoryContract;
import io.muster.epmx.repository.RestRepository;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** All ways in which EPMX asks EPR, against one real EPR that is protected by an API key. */
final class MetadataRepositoriesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final ServicesApart SERVICES = ServicesApart.start();

    @AfterAll
    static void stop() throws Exception {
        SERVICES.close();
    }

    /** One way, through the whole contract. */
    private abstract static class Way implements MetadataRepositoryContract {
        private final MetadataRepository repository;

        Way(MetadataRepository repository) {
            this.repository = repository;
        }

        @Override
        public MetadataRepository repository() {
            return repository;
        }

        @Override
        public EndpointId registered(String json) {
            return SERVICES.registered(json);
        }
    }

    @Nested
    final class InTheSameProcess extends Way {
        InTheSameProcess() {
            super(new LocalMetadata(SERVICES.register));
        }
    }

    @Nested
    final class OverRest extends Way {
        OverRest() {
            super(new RestRepository(SERVICES.registerUrl, TIMEOUT, ServicesApart.REGISTER_KEY));
        }
    }

    @Nested
    final class OverNats extends Way {
        OverNats() {
            super(new EpmmpRepository(SERVICES.bus, SERVICES.registerInstance, TIMEOUT, Clock.systemUTC()));
        }
    }

    @Test
    void aRegisterWithoutDatabaseIsUnavailable() throws Exception {
        Vertx vertx = Vertx.vertx();
        int nobody = freePort();
        try (Database database = Database.open(
                vertx, DatabaseSettings.of("postgresql://127.0.0.1:" + nobody + "/none", "nobody", "none", "epr"))) {
            MetadataRepository cut = new LocalMetadata(SERVICES.registerOn(database));
            EndpointId endpoint = EndpointId.of("e");
            ObjectNode values = Json.mapper().createObjectNode().put("a", 1);
            isUnavailable(() -> cut.read(endpoint));
            isUnavailable(() -> cut.keys(endpoint));
            isUnavailable(() -> cut.update(endpoint, values));
            isUnavailable(() -> cut.delete(endpoint, Set.of(MetadataKey.of("a"))));
            isUnavailable(() -> cut.replace(endpoint, new Metadata(values, "\"1\""), values));
        } finally {
            vertx.close().await();
        }
    }

    private static void isUnavailable(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(Refused.class, refused -> assertThat(
                        refused.refusal().kind())
                .isEqualTo(Kind.UNAVAILABLE));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
