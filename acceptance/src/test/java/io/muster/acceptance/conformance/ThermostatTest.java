package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.mqtt.Library;
import io.muster.acceptance.mqtt.Login;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator of a thermostat in a web page: MQTT over WebSocket, polls, and one subscription per update. */
@ExtendWith(SharedPlatform.class)
final class ThermostatTest {

    @ParameterizedTest
    @EnumSource
    void pollsConfirmsItsUpdatesAndReports(Library library, Platform platform) {
        Management management = platform.management();
        Registered endpoint = management.register(Platform.THERMOSTAT, "{\"target\":21}");
        try (Device page = Device.over(
                library.connect(Login.webSocket(platform.muster())), Platform.THERMOSTAT, endpoint.token())) {
            // It listens to these as well, where nothing ever comes.
            assertThat(page.connection().subscribe(0, List.of(page.topic("cmx", "config/json"), page.topic("get"))))
                    .containsExactly(0, 0);
            for (int poll : new int[] {0, 500, 1000, 0}) {
                assertThat(page.ask("get", Integer.toString(poll), "{}")
                                .expectOk()
                                .json())
                        .isEqualTo(Tree.of("{\"target\":21}"));
            }
            page.publish(page.topic("cmx", "config/json/3"), "{}");
            page.await(page.topic("cmx", "config/json/3")).expectOk();
            page.publish(page.topic("dcx", "json/1000"), "[{\"temperature\":20.5}]");
            page.await(page.topic("dcx", "json/1000")).expectOk();

            page.connection().subscribe(0, List.of(page.topic("update/keys/8/status")));
            page.ask("update/keys", "8", "{\"target\":22.5}").expectOk();
            assertThat(page.heard()).isEmpty();
        }
        assertThat(management.metadata(endpoint.endpointId())).isEqualTo(Tree.of("{\"target\":22.5}"));
    }
}
