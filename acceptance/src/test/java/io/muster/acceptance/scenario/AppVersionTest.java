package io.muster.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A device that got new firmware names another application version. */
@ExtendWith(SharedMuster.class)
final class AppVersionTest {
    private final RunningMuster muster;
    private final Management management;

    AppVersionTest(RunningMuster muster) {
        this.muster = muster;
        this.management = new Management(muster);
    }

    @Test
    void theVersionTheDeviceNamesIsStored() {
        Registered endpoint = management.register("{}");
        String id = endpoint.endpointId();
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            speak(endpoint, Management.V1);
            speak(endpoint, Management.V2);

            EventLog.Event updated = events.await("appversion-updated", id);
            assertThat(updated.subject()).isEqualTo("kaa.v1.events.epr.endpoint.lifecycle.appversion-updated");
            assertThat(updated.body().path("appVersionName").asText()).isEqualTo(Management.V2);
            assertThat(updated.body().path("previousAppVersionName").asText()).isEqualTo(Management.V1);
            assertThat(updated.body().path("correlationId"))
                    .isEqualTo(events.await(
                                    "connected with the new version",
                                    event -> event.is("connected", id)
                                            && event.body()
                                                    .path("endpoints")
                                                    .path(id)
                                                    .asText()
                                                    .equals(Management.V2))
                            .body()
                            .path("correlationId"));
            assertThat(events.heard(event -> event.is("appversion-updated", id)))
                    .hasSize(1);
        }
        Await.until(Await.LONG, () -> version(id).equals(Management.V2), () -> "stored version is " + version(id));
    }

    @Test
    void anUnknownVersionIsRefused() {
        Registered endpoint = management.register("{}");
        try (Device device = Device.connect(muster.mqttPort(), "no_such_version", endpoint.token())) {
            assertThat(device.ask("get", "")
                            .expectError(404)
                            .path("reasonPhrase")
                            .asText())
                    .contains("no_such_version");
        }
        assertThat(version(endpoint.endpointId())).isEqualTo(Management.V1);
    }

    private void speak(Registered endpoint, String version) {
        try (Device device = Device.connect(muster.mqttPort(), version, endpoint.token())) {
            device.ask("get", "").expectOk();
        }
    }

    private String version(String id) {
        return management
                .rest()
                .get("/epr/api/v1/endpoints/" + id + "/app-version")
                .expect(200)
                .json()
                .path("name")
                .asText();
    }
}
