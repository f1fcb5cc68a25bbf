package io.muster.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The measuring itself works; what it measures in a moment on a busy machine means nothing. */
final class BenchTest {

    @TempDir
    private Path folder;

    @Test
    void aTinyRunGivesFiguresBesideTheirLimits() throws Exception {
        Path json = folder.resolve("report.json");
        Path markdown = folder.resolve("report.md");
        StringWriter errors = new StringWriter();
        CommandLine bench =
                Bench.commandLine().setErr(new PrintWriter(errors)).setOut(new PrintWriter(new StringWriter()));

        int exitCode = bench.execute(
                "--tiny",
                "--only",
                "ecap_token,rest_update",
                "--json",
                json.toString(),
                "--markdown",
                markdown.toString());

        assertThat(exitCode).as(errors.toString()).isZero();
        JsonNode figures = Json.parse(Files.readAllBytes(json), Json.MAX_DEPTH).path("figures");
        for (String key : new String[] {"ecap_token", "rest_update", "rest_update.10_filters"}) {
            JsonNode figure = figures.path(key);
            assertThat(figure.path("value").asDouble()).as(key).isPositive();
            assertThat(figure.path("limit").asDouble()).as(key).isPositive();
            assertThat(figure.path("ratio").asDouble()).as(key).isPositive();
            assertThat(figure.has("met")).as(key).isTrue();
        }
        assertThat(Files.readString(markdown)).contains("| ecap_token |").contains("seed");
    }

    @Test
    void unknownKeysAreRefusedWithThoseThereAre() {
        StringWriter errors = new StringWriter();

        int exitCode = Bench.commandLine().setErr(new PrintWriter(errors)).execute("--only", "speed");

        assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("speed").contains("ecap_token").contains("disk");
    }
}
