package io.muster.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.json.Json;
import io.muster.server.cli.ExportCommand;
import io.muster.server.cli.ImportCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code muster export} writes, {@code muster import} restores: endpoints, application versions and metadata. */
final class RoundTripTest {

    private static final String ENDPOINTS =
            "SELECT endpoint_id || ' ' || application || ' ' || app_version || ' ' || metadata FROM endpoint ORDER BY 1";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"copy.ndjson", "copy.csv"})
    void anExportBecomesTheSameFleetElsewhere(String name) throws IOException {
        Path fleet = folder.resolve("fleet.ndjson");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            lines.add("{\"endpointId\":\"r-%d\",\"appVersion\":{\"name\":\"demo_application_v%d\"},\"metadata\":%s}"
                    .formatted(
                            i,
                            1 + i % 2,
                            switch (i % 5) {
                                case 0 -> "{\"text\":\"a \\\"quoted\\\", \\n broken \\\\ ' line ї 😀\",\"empty\":\"\"}";
                                case 1 -> "{\"n\":1e400,\"m\":-0.10,\"k\":12345678901234567890}";
                                case 2 -> "{\"deep\":{\"a\":[1,[null,true],{\"b\":\"\"}]}}";
                                case 3 -> "{\"word\":\"true\",\"digits\":\"007\"}";
                                default -> "{}";
                            }));
        }
        Files.write(fleet, lines);
        Path copy = folder.resolve(name);
        List<String> there;
        try (TestInstallation from = new TestInstallation(folder)) {
            assertThat(from.run(ImportCommand.commandLine(), fleet.toString()))
                    .as(from.said())
                    .isZero();
            assertThat(from.run(ExportCommand.commandLine(), copy.toString()))
                    .as(from.said())
                    .isZero();
            assertThat(from.said()).contains("2,500 endpoints written");
            there = endpoints(from);
        }
        try (TestInstallation to = new TestInstallation(folder)) {
            assertThat(to.run(ImportCommand.commandLine(), copy.toString()))
                    .as(to.said())
                    .isZero();
            assertThat(endpoints(to)).hasSize(2_500).isEqualTo(there);
            assertThat(to.tokens()).isEqualTo(2_500);
        }
    }

    private static List<String> endpoints(TestInstallation installation) {
        List<String> endpoints = new ArrayList<>();
        installation.register.query(ENDPOINTS).forEach(row -> endpoints.add(row.getString(0)));
        return endpoints;
    }

    @Test
    void tokensAreToldWithoutTheirValuesAndNothingIsOverwritten() throws IOException {
        Path fleet = Files.writeString(
                folder.resolve("fleet.ndjson"),
                "{\"endpointId\":\"e1\",\"endpointToken\":\"SECRET\",\"appVersion\":{\"name\":\"demo_application_v1\"}}");
        Path copy = folder.resolve("copy.ndjson");
        try (TestInstallation installation = new TestInstallation(folder)) {
            assertThat(installation.run(ImportCommand.commandLine(), fleet.toString()))
                    .isZero();
            assertThat(installation.run(ExportCommand.commandLine(), copy.toString()))
                    .isZero();
            assertThat(installation.run(ExportCommand.commandLine(), copy.toString()))
                    .isEqualTo(1);
            assertThat(installation.said()).contains("copy.ndjson exists");
        }
        JsonNode endpoint = Json.parse(Files.readString(copy), Json.MAX_DEPTH);
        assertThat(endpoint.path("endpointId").asText()).isEqualTo("e1");
        assertThat(endpoint.at("/tokens/0/status").asText()).isEqualTo("Inactive");
        assertThat(endpoint.at("/tokens/0/createdDate").asText()).isNotEmpty();
        assertThat(Files.readString(copy)).doesNotContain("SECRET");
    }
}
