package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.mqtt.Library;
import io.muster.acceptance.mqtt.Login;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Python clients that wait for configurations and commands on topics they never subscribed to, with every library. */
@ExtendWith(SharedPlatform.class)
final class PushedDevicesTest {
    private final Platform platform;
    private final Neighbours neighbours;

    PushedDevicesTest(Platform platform) {
        this.platform = platform;
        this.neighbours = platform.neighbours();
    }

    @ParameterizedTest
    @EnumSource
    void theLibraryGetsItsTokenItsConfigurationAndItsCommands(Library library) {
        Registered endpoint = register();
        String id = endpoint.endpointId();
        try (Device client = connect(library, endpoint)) {
            client.publish(client.topic("bcx", "token"), "");
            assertThat(client.await(client.topic("bcx", "token")).expectOk().json())
                    .isEqualTo(Tree.of("{\"token\":\"basic-1\"}"));

            client.ask("update/keys", "7", "{\"name\":\"simple counter v0\",\"serial\":\"1\"}")
                    .expectOk();
            client.publish(client.topic("dcx", "json/7"), "{\"counter\":1}");
            client.await(client.topic("dcx", "json/7")).expectOk();
            client.publish(client.topic("cmx_ota", "applied/json"), "{\"configId\":\"v1\"}");
            neighbours.await("cmx_ota", id, "/applied/json");

            neighbours.push("cmx", id, "/config/json", Neighbours.CONFIGURATION);
            assertThat(client.await(client.topic("cmx", "config/json"))
                            .expectOk()
                            .json())
                    .isEqualTo(Tree.of(Neighbours.CONFIGURATION));
            String applied = "{\"configId\":\"c1\",\"statusCode\":200,\"reasonPhrase\":\"ok\"}";
            client.publish(client.topic("cmx", "applied/json"), applied);
            assertThat(neighbours.await("cmx", id, "/applied/json").payload()).isEqualTo(applied);

            neighbours.push("cex", id, "/command/reboot", "[{\"id\":1,\"payload\":{\"delay\":5}}]");
            assertThat(client.await(client.topic("cex", "command/reboot"))
                            .expectOk()
                            .json()
                            .path(0)
                            .path("payload"))
                    .isEqualTo(Tree.of("{\"delay\":5}"));
            String result = "[{\"id\":1,\"statusCode\":200}]";
            client.publish(client.topic("cex", "result/reboot"), result);
            assertThat(neighbours.await("cex", id, "/result/reboot").payload()).isEqualTo(result);
            assertThat(client.heard()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCloudClientSendsSamplesUnderOneNumberAndIsAskedForItsHealth(Library library) {
        Registered endpoint = register();
        String id = endpoint.endpointId();
        try (Device client = connect(library, endpoint)) {
            client.publish(client.topic("update/keys"), "{\"serial\":\"1\",\"mac\":\"2\"}");
            for (int sample = 0; sample < 5; sample++) {
                client.publish(client.topic("dcx", "json/42"), "[{\"temperature\":" + sample + "}]");
            }
            for (int sample = 0; sample < 5; sample++) {
                client.await(client.topic("dcx", "json/42")).expectOk();
            }
            assertThat(neighbours.count("dcx", id, "/json")).isEqualTo(5);

            neighbours.push("cex", id, "/command/HEALTH_CHECK", "[{\"id\":9,\"payload\":{}}]");
            client.await(client.topic("cex", "command/HEALTH_CHECK")).expectOk();
            client.publish(client.topic("cex", "result/HEALTH_CHECK/42"), "[{\"id\":9,\"statusCode\":200}]");
            client.await(client.topic("cex", "result/HEALTH_CHECK/42")).expectOk();
            neighbours.await("cex", id, "/result/HEALTH_CHECK");
        }
    }

    private Registered register() {
        return platform.management().register("{}");
    }

    private Device connect(Library library, Registered endpoint) {
        return Device.over(library.connect(Login.tcp(platform.muster())), Management.V1, endpoint.token());
    }
}
