package io.muster.acceptance.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** EPR and CM in one process, KPC and EPMX in another: the same behaviour over NATS and REST. */
final class SeveralProcessesTest {

    @Test
    void devicesOfOneProcessAreManagedInTheOther() {
        RunningMuster managing = Setup.fresh().with("--services", "epr,cm").start();
        try {
            RunningMuster speaking = Setup.fresh()
                    .with("--services", "kpc,epmx", "--nats-url", managing.natsUrl())
                    .with(Map.of(
                            "KAA_EPMX_EP_REGISTER_BASE_URL",
                            managing.http("/epr").toString(),
                            "MUSTER_UNREADY_BEFORE_STOP",
                            "0s"))
                    .start();
            try {
                assertOneWhole(managing, speaking);
                assertThat(speaking.terminate()).isZero();
            } finally {
                speaking.discard();
            }
        } finally {
            managing.discard();
        }
    }

    private static void assertOneWhole(RunningMuster managing, RunningMuster speaking) {
        Management management = new Management(managing);
        Registered endpoint = management.register("{\"city\":\"Lviv\"}");
        try (EventLog events = EventLog.of(managing.natsUrl());
                Device device = Device.connect(speaking.mqttPort(), Management.V2, endpoint.token())) {
            device.ask("update/keys", "{\"floor\":1}").expectOk();
            assertThat(device.ask("get", "").expectOk().json()).isEqualTo(Tree.of("{\"city\":\"Lviv\",\"floor\":1}"));
            events.await("appversion-updated", endpoint.endpointId());
            management.moveToken(endpoint.endpointId(), "Suspended");
            events.await("disconnected", endpoint.endpointId());
        }
        assertThat(new Rest(speaking.http("/")).get("/epr/api/v1/endpoints").status())
                .isEqualTo(404);
        assertThat(new Rest(speaking.http("/")).get("/health").status()).isEqualTo(200);
    }

    @Test
    void aServiceAloneAlsoAnswersWithoutItsPrefix() {
        RunningMuster register = Setup.fresh().with("--services", "cm").start();
        try {
            Rest rest = new Rest(register.http("/"));
            assertThat(rest.get("/api/v1/endpoints/none/tokens").expect(200).text())
                    .isEqualTo(rest.get("/cm/api/v1/endpoints/none/tokens")
                            .expect(200)
                            .text());
        } finally {
            register.discard();
        }
    }
}
