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

    /** Its output is the guard of the ratios in every build; a bound that is missed fails nothing. */
    @Test
    void aShortRunGivesRatiosBesideWhatIsExpected() throws Exception {
        Path json = folder.resolve("report.json");
        Path markdown = folder.resolve("report.md");
        StringWriter errors = new StringWriter();
        StringWriter printed = new StringWriter();
        CommandLine bench = Bench.commandLine().setErr(new PrintWriter(errors)).setOut(new PrintWriter(printed));

        int exitCode = bench.execute("--guard", "--json", json.toString(), "--markdown", markdown.toString());

        System.out.print(printed);
        assertThat(exitCode).as(errors.toString()).isZero();
        assertThat(printed.toString()).contains("guard: ecap_token is ").contains("guard: rest_update is ");
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
    void anImportIsMeasuredBesideCopy() throws Exception {
        Path json = folder.resolve("report.json");
        StringWriter errors = new StringWriter();

        int exitCode = Bench.commandLine()
                .setErr(new PrintWriter(errors))
                .setOut(new PrintWriter(new StringWriter()))
                .execute("--tiny", "--only", "import", "--json", json.toString());

        assertThat(exitCode).as(errors.toString()).isZero();
        JsonNode figures = Json.parse(Files.readAllBytes(json), Json.MAX_DEPTH).path("figures");
        assertThat(figures.at("/import/ratio").asDouble()).isPositive();
        assertThat(figures.path("import.csv").path("ratio").asDouble()).isPositive();
    }

    @Test
    void unknownKeysAreRefusedWithThoseThereAre() {
        StringWriter errors = new StringWriter();

        int exitCode = Bench.commandLine().setErr(new PrintWriter(errors)).execute("--only", "speed");

        assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("speed").contains("ecap_token").contains("disk");
    }
}
