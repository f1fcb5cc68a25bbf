package io.muster.acceptance.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Health, metrics and logs of a Muster at work. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ObservationTest {
    private RunningMuster muster;
    private Management management;
    private Rest rest;

    @BeforeAll
    void start() {
        muster = Setup.fresh()
                .with(Map.of("MUSTER_LOG_FORMAT", "json", "MUSTER_LOG_LEVEL", "debug"))
                .start();
        management = new Management(muster);
        rest = management.rest();
    }

    @AfterAll
    void stop() {
        muster.discard();
    }

    @Test
    void healthNamesEveryPart() {
        JsonNode health = rest.get("/health").expect(200).json();

        assertThat(health.path("status").asText()).isEqualTo("UP");
        assertThat(health.toString())
                .contains("nats")
                .contains("\"epr")
                .contains("\"cm")
                .contains("\"kpc");
    }

    @Test
    void metricsTellOfRequests() {
        management.register("{}");

        String metrics = rest.get("/metrics").expect(200).text();

        assertThat(metrics.lines().filter(line -> !line.startsWith("#")))
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes"))
                .anyMatch(line -> line.startsWith("muster_http_requests_seconds_count{")
                        && line.contains("registerEndpoint")
                        && line.contains("201"));
    }

    @Test
    void everyLineOfARequestCarriesItsCorrelationId() {
        String correlation = "corr-" + UUID.randomUUID();
        rest.post(
                        "/epr/api/v1/endpoints",
                        "{\"appVersion\":{\"name\":\"demo_application_v1\"}}",
                        "Correlation-ID",
                        correlation)
                .expect(201);

        Await.until(Await.LONG, () -> muster.printed().contains(correlation), () -> "no log line has " + correlation);
        muster.printed().lines().filter(line -> line.startsWith("{")).forEach(line -> Tree.of(line));
    }

    @Test
    void noSecretIsPrintedWhateverHappens() {
        String chosen = "secret-" + UUID.randomUUID();
        rest.post(
                        "/epr/api/v1/endpoints",
                        "{\"appVersion\":{\"name\":\"demo_application_v1\"},\"endpointToken\":\"" + chosen + "\"}")
                .expect(201);
        Registered generated = management.register("{}");
        String unknown = "unknown-" + UUID.randomUUID();
        for (String token : List.of(chosen, generated.token(), unknown)) {
            try (Device device = Device.connect(muster.mqttPort(), Management.V1, token)) {
                device.ask("get", "");
                device.ask("update/keys", "{not json");
            }
            rest.post("/kp1/demo_application_v1/epmx/" + token + "/get", "");
            rest.post("/kp1/demo_application_v1/epmx/" + token + "/update", "[]");
        }
        String password = "password-" + UUID.randomUUID();
        rest.post(
                        "/cm/api/v1/clients/credentials",
                        "{\"username\":\"u-" + chosen.hashCode() + "\",\"password\":\"" + password + "\"}")
                .expect(201);
        rest.post("/cm/api/v1/clients/credentials", "{\"username\":1,\"password\":\"" + password + "\"");

        assertThat(muster.printed()).doesNotContain(chosen, generated.token(), unknown, password);
    }
}
