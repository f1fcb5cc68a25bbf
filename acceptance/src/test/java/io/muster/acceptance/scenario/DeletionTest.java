package io.muster.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A back end removes a device for good. */
@ExtendWith(SharedMuster.class)
final class DeletionTest {

    @Test
    void everythingOfTheDeviceGoes(RunningMuster muster) {
        Management management = new Management(muster);
        String city = "Lviv-" + UUID.randomUUID();
        String filter = management.activeFilterOnCity(city);
        Registered endpoint = management.register("{\"city\":\"" + city + "\"}");
        String id = endpoint.endpointId();
        try (EventLog events = EventLog.of(muster.natsUrl());
                Device device = Device.connect(muster.mqttPort(), Management.V1, endpoint.token())) {
            device.ask("get", "").expectOk();

            management.rest().delete("/epr/api/v1/endpoints/" + id).expect(204);

            events.await("unregistered", id);
            List<String> leaving = events.typesAbout(id).stream()
                    .filter(List.of("ep-unmatched", "unregistered")::contains)
                    .toList();
            assertThat(leaving).containsExactly("ep-unmatched", "unregistered");
            events.await("revoked", id);
            events.await("disconnected", id);
            Await.until(Await.LONG, () -> !device.connected(), () -> "the session of a deleted endpoint lives on");
            assertThat(management.tokens(id).path("totalElements").asInt()).isZero();
            assertThat(management.rest().get("/epr/api/v1/endpoints/" + id).status())
                    .isEqualTo(404);
            Await.until(
                    Await.LONG,
                    () -> management.endpointsBy(filter).isEmpty(),
                    () -> "the filter gives " + management.endpointsBy(filter));
        }
        try (Device again = Device.connect(muster.mqttPort(), Management.V1, endpoint.token())) {
            again.ask("get", "").expectError(404);
        }
    }
}
