package io.muster.acceptance.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.program.Installation;
import io.muster.acceptance.program.Installation.Outcome;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fleet is imported beside a Muster at work: its devices log in, filters hold them, and everybody hears of them. */
final class ImportedFleetTest {

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
    void importedEndpointsAreAsIfRegistered() throws Exception {
        Management management = new Management(muster);
        String filter = management.activeFilterOnCity("Lviv");
        Path file = muster.setup().home().resolve("fleet.csv");
        List<String> lines = IntStream.range(0, 30)
                .mapToObj(i -> "fleet-%d,TOKEN-%d,%s,%s".formatted(i, i, Management.V1, i < 20 ? "Lviv" : "Kyiv"))
                .toList();
        Files.writeString(
                file, "endpointId,endpointToken,appVersion,metadata.city\n" + String.join("\n", lines) + "\n");
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            Outcome imported = run("import", file);
            assertThat(imported.exitCode()).as(imported.err()).isZero();
            assertThat(imported.out()).contains("30 endpoints registered");

            events.await("registered", "fleet-29");
            events.await("ep-matched", "fleet-19");
            for (int i = 0; i < 30; i++) {
                events.await("registered", "fleet-" + i);
            }
        }
        assertThat(management.endpointsBy(filter)).hasSize(20);
        try (Device device = Device.connect(muster.mqttPort(), Management.V1, "TOKEN-7")) {
            assertThat(device.ask("get", "").expectOk().json().path("city").asText())
                    .isEqualTo("Lviv");
        }
        Path copy = muster.setup().home().resolve("copy.ndjson");
        Outcome exported = run("export", copy);
        assertThat(exported.exitCode()).as(exported.err()).isZero();
        assertThat(Files.readAllLines(copy)).hasSize(30).allSatisfy(line -> assertThat(line)
                .contains("\"city\"")
                .contains("\"status\"")
                .doesNotContain("TOKEN"));
        Outcome verify =
                Installation.run("verify", "--data", muster.setup().data().toString());
        assertThat(verify.exitCode()).as(verify.out()).isZero();
    }

    private Outcome run(String command, Path file) {
        return Installation.run(
                command, file.toString(), "--data", muster.setup().data().toString());
    }
}
