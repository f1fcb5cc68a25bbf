package io.muster.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator shuts a device out and lets it in again. */
@ExtendWith(SharedMuster.class)
final class SuspensionTest {
    private final RunningMuster muster;
    private final Management management;

    SuspensionTest(RunningMuster muster) {
        this.muster = muster;
        this.management = new Management(muster);
    }

    @Test
    void suspensionEndsTheSessionAndReactivationLetsItInAgain() {
        Registered endpoint = management.register("{\"city\":\"Lviv\"}");
        String id = endpoint.endpointId();
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            try (Device device = connect(endpoint)) {
                device.ask("get", "").expectOk();
                String tokenId = management.token(id).path("endpointTokenId").asText();

                management.moveToken(id, "Suspended");

                EventLog.Event revoked = events.await("revoked", id);
                assertThat(revoked.subject()).isEqualTo("kaa.v1.events.cm.endpoint.token.revoked");
                assertThat(revoked.body().path("tokenIds"))
                        .extracting(JsonNode::asText)
                        .containsExactly(tokenId);
                events.await("disconnected", id);
                Await.until(Await.LONG, () -> !device.connected(), () -> "the session of a suspended token lives on");
            }
            try (Device again = connect(endpoint)) {
                JsonNode error = again.ask("get", "").json();
                assertThat(error.path("statusCode").asInt()).isIn(401, 403);
                assertThat(error.path("reasonPhrase").asText()).doesNotContain(endpoint.token());
            }
            management.moveToken(id, "Active");
            try (Device back = connect(endpoint)) {
                assertThat(back.ask("get", "").expectOk().json()).isEqualTo(Tree.of("{\"city\":\"Lviv\"}"));
            }
            assertThat(events.heard(event -> event.is("revoked", id))).hasSize(1);
        }
    }

    @Test
    void aRevokedTokenNeverComesBack() {
        Registered endpoint = management.register("{}");
        management.moveToken(endpoint.endpointId(), "Revoked");
        String tokenId =
                management.token(endpoint.endpointId()).path("endpointTokenId").asText();

        management
                .rest()
                .put(
                        "/cm/api/v1/endpoints/" + endpoint.endpointId() + "/tokens/" + tokenId + "/status",
                        "{\"status\":\"Active\"}")
                .expect(409);

        try (Device device = connect(endpoint)) {
            assertThat(device.ask("get", "").ok()).isFalse();
        }
    }

    private Device connect(Registered endpoint) {
        return Device.connect(muster.mqttPort(), Management.V1, endpoint.token());
    }
}
