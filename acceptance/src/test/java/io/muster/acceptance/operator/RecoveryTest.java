package io.muster.acceptance.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is killed with SIGKILL, the whole works again, by itself or at the next start. */
final class RecoveryTest {
    private RunningMuster muster;

    @BeforeEach
    void start() {
        muster = Setup.fresh().start();
    }

    @AfterEach
    void stop() {
        muster.discard();
    }

    @Test
    void theProgramAlone() {
        Registered endpoint = new Management(muster).register("{\"city\":\"Lviv\"}");

        muster.killProgram();
        try (RunningMuster again = muster.setup().start()) {
            assertEverythingWorks(again, endpoint);
            assertThat(again.terminate()).isZero();
            assertThat(again.leftovers()).isEmpty();
        }
        assertThat(muster.leftovers()).isEmpty();
    }

    @Test
    void theDatabaseAlone() {
        Registered endpoint = new Management(muster).register("{\"city\":\"Lviv\"}");

        muster.killServer("postgres");
        assertRecoversByItself(endpoint);
    }

    @Test
    void natsAlone() {
        Registered endpoint = new Management(muster).register("{\"city\":\"Lviv\"}");

        muster.killServer("nats-server");
        assertRecoversByItself(endpoint);
    }

    private void assertRecoversByItself(Registered endpoint) {
        Rest rest = new Rest(muster.http("/"));
        Await.until(Await.LONG, () -> healthy(rest), () -> "stays " + rest.get("/health"));
        assertThat(muster.alive()).isTrue();
        assertEverythingWorks(muster, endpoint);
    }

    private static boolean healthy(Rest rest) {
        try {
            Rest.Answer health = rest.trySend("GET", "/health", "");
            return health.status() == 200
                    && health.text().contains("\"UP\"")
                    && !health.text().contains("DEGRADED");
        } catch (IOException notNow) {
            return false;
        }
    }

    /** The whole way: device, REST, database, feed, NATS. */
    private static void assertEverythingWorks(RunningMuster muster, Registered endpoint) {
        Management management = new Management(muster);
        try (EventLog events = EventLog.of(muster.natsUrl());
                Device device = Device.connect(muster.mqttPort(), Management.V1, endpoint.token())) {
            assertThat(device.ask("get", "{}").expectOk().json()).isEqualTo(Tree.of("{\"city\":\"Lviv\"}"));
            device.ask("update/keys", "{\"floor\":1}").expectOk();
            events.await("updated", endpoint.endpointId());
            assertThat(management.metadata(endpoint.endpointId()).path("floor").asInt())
                    .isEqualTo(1);
        }
    }
}
