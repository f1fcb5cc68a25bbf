package io.muster.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.json.Json;
import io.muster.server.cli.ImportCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster import} of files with everything that can be in them. */
final class ImportTest {

    private static final String VERSION = "\"appVersion\":{\"name\":\"demo_application_v1\"}";

    @TempDir
    private Path folder;

    private TestInstallation installation;

    @BeforeEach
    void open() {
        installation = new TestInstallation(folder);
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private Path file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines));
    }

    private int importing(Path file, String... options) {
        String[] all = new String[options.length + 1];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = file.toString();
        return installation.run(ImportCommand.commandLine(), all);
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> Json.parse(line, Json.MAX_DEPTH))
                .toList();
    }

    @Test
    void everyLineIsRegisteredWithItsTokenAndTold() throws IOException {
        Path file = file(
                "fleet.ndjson",
                "\ufeff{\"endpointId\":\"e1\",\"endpointToken\":\"T1\"," + VERSION
                        + ",\"metadata\":{\"n\":1e2,\"s\":\"ї\"}}",
                "",
                "{\"endpointId\":\"e2\"," + VERSION + "}\r",
                "{" + VERSION + "}");

        assertThat(importing(file)).as(installation.said()).isZero();

        assertThat(installation.said()).contains("3 endpoints registered, 0 lines refused");
        assertThat(installation.count("endpoint")).isEqualTo(3);
        assertThat(installation.tokens()).isEqualTo(3);
        assertThat(installation.count("change_record WHERE kind = 'registered'"))
                .isEqualTo(3);
        assertThat(installation.count("registration_intent")).isZero();
        assertThat(installation.accepts("e1", "T1")).isTrue();
        assertThat(installation.register.query("SELECT metadata::text FROM endpoint WHERE endpoint_id = $1", "e1"))
                .extracting(row -> row.getString(0))
                .containsExactly("{\"n\": 100, \"s\": \"ї\"}");
        Path made = folder.resolve("fleet.ndjson.tokens");
        assertThat(Files.getPosixFilePermissions(made)).hasSize(2);
        assertThat(lines(made)).extracting(line -> line.path("line").asInt()).containsExactly(3, 4);
        assertThat(lines(made)).allSatisfy(line -> assertThat(installation.accepts(
                        line.path("endpointId").asText(),
                        line.path("endpointToken").asText()))
                .isTrue());
        assertThat(folder.resolve("fleet.ndjson.errors")).doesNotExist();
    }

    @Test
    void badLinesAreReportedAndTheOthersRegistered() throws IOException {
        Path file = file(
                "fleet.ndjson",
                "{\"endpointId\":\"e1\",\"endpointToken\":\"T1\"," + VERSION + "}",
                "nonsense",
                "{\"endpointId\":\"e3\",\"appVersion\":{\"name\":\"unheard_of\"}}",
                "{\"endpointId\":\"e4\"," + VERSION + ",\"metadata\":{\"a key\":1}}",
                "{\"endpointId\":\"e1\"," + VERSION + "}",
                "{\"endpointId\":\"e6\",\"endpointToken\":\"T1\"," + VERSION + "}",
                "{\"endpointId\":\"e7\",\"colour\":1," + VERSION + "}",
                "{\"endpointId\":\"..\"," + VERSION + "}",
                "{\"endpointId\":\"e9\",\"endpointToken\":\"a/b\"," + VERSION + "}",
                "[]",
                "{\"endpointId\":\"e6\",\"endpointToken\":\"T6\"," + VERSION + "}");

        assertThat(importing(file)).as(installation.said()).isEqualTo(3);

        assertThat(installation.said())
                .contains("2 endpoints registered, 9 lines refused")
                .contains("fleet.ndjson.errors");
        assertThat(installation.accepts("e1", "T1")).isTrue();
        assertThat(installation.accepts("e6", "T6")).isTrue();
        assertThat(installation.tokens()).isEqualTo(2);
        assertThat(installation.count("registration_intent")).isZero();
        List<JsonNode> errors = lines(folder.resolve("fleet.ndjson.errors"));
        assertThat(errors).extracting(error -> error.path("line").asInt()).containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10);
        String[] reasons = {
            "not well-formed",
            "unheard_of",
            "a key",
            "already in use",
            "already used",
            "colour",
            "\"..\"",
            "endpointToken",
            "JSON object"
        };
        for (int i = 0; i < reasons.length; i++) {
            assertThat(errors.get(i).path("reason").asText())
                    .contains(reasons[i])
                    .doesNotContain("a/b");
        }
        assertThat(errors.get(1).path("endpointId").asText()).isEqualTo("e3");
    }

    @Test
    void aFileThatIsDoneIsNotImportedAgainUnlessTold() throws IOException {
        Path file = file("fleet.ndjson", "{\"endpointId\":\"e1\"," + VERSION + "}", "{" + VERSION + "}", "");
        assertThat(importing(file)).isZero();

        assertThat(importing(file, "--json")).isZero();

        assertThat(installation.count("endpoint")).isEqualTo(2);
        JsonNode outcome = Json.parse(installation.out(), Json.MAX_DEPTH);
        assertThat(outcome.path("registered").asInt()).isEqualTo(2);
        assertThat(outcome.path("resumedBehindLine").asInt()).isEqualTo(2);

        Files.writeString(file, Files.readString(file) + "{\"endpointId\":\"e3\"," + VERSION + "}\n");
        assertThat(importing(file)).as(installation.said()).isZero();
        assertThat(installation.count("endpoint")).isEqualTo(3);

        assertThat(importing(file, "--restart")).isEqualTo(1);
        assertThat(installation.said()).contains("fleet.ndjson.tokens exists");
        String other = folder.resolve("other").toString();
        assertThat(importing(file, "--restart", "--tokens", other)).isEqualTo(3);
        assertThat(installation.count("endpoint")).isEqualTo(4);
    }

    @Test
    void itStopsAtABadLineWhenToldAndGoesOnWhenThatIsCorrected() throws IOException {
        String good = "{\"endpointId\":\"e1\"," + VERSION + "}";
        String last = "{\"endpointId\":\"e3\"," + VERSION + "}";
        Path file = file("fleet.ndjson", good, good, last);

        assertThat(importing(file, "--stop-on-error")).isEqualTo(3);
        assertThat(installation.said()).contains("1 endpoints registered").contains("Stopped");
        assertThat(installation.count("endpoint")).isEqualTo(1);
        assertThat(lines(folder.resolve("fleet.ndjson.errors"))).hasSize(1);

        file("fleet.ndjson", good, "{\"endpointId\":\"e2\"," + VERSION + "}", last);
        assertThat(importing(file, "--stop-on-error")).as(installation.said()).isZero();
        assertThat(installation.count("endpoint")).isEqualTo(3);
        assertThat(folder.resolve("fleet.ndjson.errors")).isEmptyFile();
    }

    @Test
    void csvHasColumnsForMetadata() throws IOException {
        Path file = file(
                "fleet.csv",
                "endpointId,endpointToken,appVersion,metadata.city,metadata.floor,metadata.note,metadata",
                "c1,T1,demo_application_v1,Lviv,3,\"\"\"007\"\"\",",
                "c2,T2,demo_application_v2,\"a, \"\"b\"\"\"",
                "c3,T3,demo_application_v2,\"two\nlines\",,1.0.3,\"{\"\"x\"\":[1]}\"",
                "c4,T4,demo_application_v1,{,,,",
                "c5,T5,demo_application_v1,Lviv,3,never \" closed,");

        assertThat(importing(file)).as(installation.said()).isEqualTo(3);

        assertThat(installation.register.query("SELECT metadata::text FROM endpoint ORDER BY endpoint_id"))
                .extracting(row -> row.getString(0))
                .containsExactly(
                        "{\"city\": \"Lviv\", \"note\": \"007\", \"floor\": 3}",
                        "{\"x\": [1], \"city\": \"two\\nlines\", \"note\": \"1.0.3\"}");
        assertThat(Files.readAllLines(folder.resolve("fleet.csv.errors")))
                .hasSize(4)
                .satisfies(errors -> {
                    assertThat(errors.get(0)).isEqualTo("line,endpointId,reason");
                    assertThat(errors.get(1))
                            .startsWith("3,")
                            .contains("4 cells")
                            .contains("7 columns");
                    assertThat(errors.get(2)).startsWith("6,").contains("metadata.city");
                    assertThat(errors.get(3)).startsWith("7,").contains("quotation mark");
                });
    }

    @Test
    void whoeverIsRegisteringAnIdKeepsIt() throws IOException {
        installation.register.update("INSERT INTO registration_intent (endpoint_id, attempt) VALUES ('e1', 'other')");
        Path file = file("fleet.ndjson", "{\"endpointId\":\"e1\"," + VERSION + "}");

        assertThat(importing(file)).isEqualTo(3);

        assertThat(Files.readString(folder.resolve("fleet.ndjson.errors"))).contains("being registered by another");
        assertThat(installation.tokens()).isZero();
        assertThat(installation.count("registration_intent")).isEqualTo(1);
    }

    @Test
    void manyBatchesAreAsOne() throws IOException {
        Path file = file(
                "fleet.ndjson",
                IntStream.range(0, 500)
                        .mapToObj(
                                i -> "{\"endpointId\":\"m" + i + "\",\"endpointToken\":\"T" + i + "\"," + VERSION + "}")
                        .toArray(String[]::new));

        assertThat(importing(file, "--batch", "7")).as(installation.said()).isZero();

        assertThat(installation.count("endpoint")).isEqualTo(500);
        assertThat(installation.tokens()).isEqualTo(500);
        assertThat(folder.resolve("fleet.ndjson.tokens")).doesNotExist();
    }

    @Test
    void whatCannotBeginIsSaidInOneLine() throws IOException {
        Path file = file("fleet.csv", "endpointId,colour", "e1,red");
        assertThat(importing(file)).isEqualTo(1);
        assertThat(installation.said()).contains("column \"colour\"").contains("metadata.KEY");
        assertThat(importing(file("two.csv", "endpointId", "e1"))).isEqualTo(1);
        assertThat(installation.said()).contains("no column \"appVersion\"");
        assertThat(importing(file("empty.csv", ""))).isEqualTo(1);
        assertThat(installation.said()).contains("the file is empty");
        assertThat(importing(folder.resolve("nowhere"))).isEqualTo(1);
        assertThat(installation.said()).contains("no file that can be read");
        assertThat(importing(file, "--batch", "0")).isEqualTo(2);
        assertThat(importing(file, "--format", "xml")).isEqualTo(2);
        installation.credentials.update("UPDATE hash_key SET fingerprint = 'another'");
        assertThat(importing(file("keys.ndjson", ""))).isEqualTo(1);
        assertThat(installation.said()).contains("kaa.cm.token-hash-key");
    }
}
