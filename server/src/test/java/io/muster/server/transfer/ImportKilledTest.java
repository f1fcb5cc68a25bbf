package io.muster.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.json.Json;
import io.muster.server.Muster;
import io.muster.server.cli.ImportCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import is killed at the worst moment: its batch is written, its tokens are on disk, and nothing is committed. */
final class ImportKilledTest {

    private static final int LINES = 90;
    private static final String BATCH = "30";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void itGoesOnWithoutDoublesAndWithoutLostTokens() throws Exception {
        Path file = fleet();
        Path tokens = folder.resolve("fleet.ndjson.tokens");
        try (TestInstallation installation = new TestInstallation(folder)) {
            killedInTheSecondBatch(installation, file, tokens);
            assertThat(installation.count("endpoint")).isEqualTo(30);
            assertThat(Files.readAllLines(tokens)).hasSizeGreaterThan(30);

            assertThat(installation.run(ImportCommand.commandLine(), "--batch", BATCH, file.toString()))
                    .as(installation.said())
                    .isZero();

            assertThat(installation.said()).contains("Went on behind line 30").contains("90 endpoints registered");
            assertThat(installation.count("endpoint")).isEqualTo(LINES);
            assertThat(installation.count("change_record")).isEqualTo(LINES);
            assertThat(installation.tokens()).isEqualTo(LINES);
            Set<String> ids = new HashSet<>();
            for (String line : Files.readAllLines(tokens)) {
                var made = Json.parse(line, Json.MAX_DEPTH);
                String id = made.path("endpointId").asText();
                assertThat(ids.add(id)).as(id).isTrue();
                assertThat(installation.accepts(id, made.path("endpointToken").asText()))
                        .isTrue();
            }
            assertThat(ids).hasSize(LINES);
        }
    }

    /** Every second ID is made, so that a batch which came twice would be seen. */
    private Path fleet() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            String id = i % 2 == 0 ? "\"endpointId\":\"k" + i + "\"," : "";
            lines.add("{" + id + "\"appVersion\":{\"name\":\"demo_application_v1\"}}");
        }
        return Files.write(folder.resolve("fleet.ndjson"), lines);
    }

    /** One lock stops the second batch while a second one is set, which then holds it just before it commits. */
    private void killedInTheSecondBatch(TestInstallation installation, Path file, Path tokens) throws Exception {
        List<Process> started = new ArrayList<>();
        installation.register.inTransaction(progress -> {
            installation.register.inTransaction(intent -> {
                intent.update("INSERT INTO registration_intent (endpoint_id, attempt) VALUES ('k30', 'test')");
                started.add(importing(installation, file));
                await(started, () -> installation.count("import_run WHERE read > 0") == 1);
                progress.query("SELECT read FROM import_run FOR UPDATE");
                intent.update("DELETE FROM registration_intent");
                return true;
            });
            await(started, () -> lines(tokens) > 30);
            kill(started.getFirst());
            return true;
        });
    }

    private Process importing(TestInstallation installation, Path file) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Muster.class.getName(),
                "import"));
        command.addAll(installation.flags());
        command.addAll(List.of("--batch", BATCH, file.toString()));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("import.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(List<Process> started, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || !started.getFirst().isAlive()) {
                started.getFirst().destroyForcibly();
                throw new AssertionError("the import did not get so far: " + log());
            }
            Thread.onSpinWait();
        }
    }

    private static int lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).size() : 0;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("import.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void kill(Process process) {
        try {
            process.destroyForcibly();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
