package io.muster.acceptance.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.program.Installation;
import io.muster.acceptance.program.Installation.Outcome;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator looks after an installation: verifies it, backs it up while it works, and restores it elsewhere. */
final class UpkeepTest {

    /** Later than any number the stream has counted to. */
    private static final long MICROS_OF_2020 = 1_577_836_800_000_000L;

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
    void aBackupTakenAtWorkBecomesAnotherInstallation() throws Exception {
        Management management = new Management(muster);
        List<Registered> endpoints = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            endpoints.add(management.register("{\"city\":\"Lviv\"}"));
        }
        String filter = management.activeFilterOnCity("Lviv");
        assertThat(management.endpointsBy(filter)).hasSize(5);
        Path data = muster.setup().data();
        Path file = muster.setup().home().resolve("backup.tar.gz");

        Outcome backup = run("backup", file, data);
        assertThat(backup.exitCode()).as(backup.err()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(run("backup", file, data).err()).contains("exists already");
        Registered later = management.register("{}");
        Setup elsewhere = Setup.fresh();
        Outcome restore = run("restore", file, elsewhere.data());
        assertThat(restore.exitCode()).as(restore.err()).isZero();
        assertThat(run("restore", file, elsewhere.data()).err()).contains("is not empty");
        try (RunningMuster restored = elsewhere.start()) {
            Management there = new Management(restored);
            assertThat(there.endpointsBy(filter)).hasSize(5);
            there.rest().get("/epr/api/v1/endpoints/" + later.endpointId()).expect(404);
            Registered first = endpoints.getFirst();
            try (EventLog events = EventLog.of(restored.natsUrl());
                    Device device = Device.connect(restored.mqttPort(), Management.V1, first.token())) {
                device.ask("update/keys", "{\"city\":\"Kyiv\"}").expectOk();
                events.await("ep-unmatched", first.endpointId());
                assertThat(events.connection()
                                .jetStreamManagement()
                                .getStreamInfo("KAA_EVENTS")
                                .getStreamState()
                                .getFirstSequence())
                        .isGreaterThan(MICROS_OF_2020);
            }
            Outcome verify = run("verify", elsewhere.data());
            assertThat(verify.exitCode()).as(verify.out() + verify.err()).isZero();
            restored.discard();
        }
        assertThat(backup.out() + backup.err() + restore.out() + restore.err()).doesNotContain(secrets(data));
    }

    @Test
    void anEndpointWithoutTokenIsFoundWhetherMusterRunsOrNot() {
        Management management = new Management(muster);
        Registered endpoint = management.register("{}");
        assertThat(run("verify", muster.setup().data()).exitCode()).isZero();
        Outcome feed = run("feed", muster.setup().data());
        assertThat(feed.out()).contains("epr: ").contains("cm: ").contains("0 are parked");

        String token =
                management.token(endpoint.endpointId()).path("endpointTokenId").asText();
        management
                .rest()
                .delete("/cm/api/v1/endpoints/" + endpoint.endpointId() + "/tokens/" + token)
                .expect(204);
        assertFound(endpoint);
        assertThat(muster.terminate()).isZero();
        assertFound(endpoint);
    }

    private void assertFound(Registered endpoint) {
        Outcome verify = run("verify", muster.setup().data());
        assertThat(verify.exitCode()).as(verify.err()).isEqualTo(1);
        assertThat(verify.out())
                .contains("1 endpoints have no token")
                .contains("endpoint " + endpoint.endpointId())
                .contains("1 endpoints, ");
    }

    @Test
    void whereNothingIsNothingIsMade() {
        Path nowhere = muster.setup().home().resolve("nowhere");
        for (String command : List.of("verify", "feed")) {
            Outcome outcome = run(command, nowhere);
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err()).contains(nowhere.toString()).contains("holds no data of Muster");
        }
        assertThat(nowhere).doesNotExist();
    }

    private static Outcome run(String command, Path data) {
        return Installation.run(command, "--data", data.toString());
    }

    private static Outcome run(String command, Path file, Path data) {
        return Installation.run(command, file.toString(), "--data", data.toString());
    }

    private static String[] secrets(Path data) throws IOException {
        List<String> secrets = new ArrayList<>();
        try (Stream<Path> files = Files.list(data.resolve("secrets"))) {
            for (Path file : files.toList()) {
                secrets.add(Files.readString(file).strip());
            }
        }
        return secrets.toArray(String[]::new);
    }
}
