package io.muster.benchmark.measure;

import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.cm.CredentialManagement;
import io.muster.contract.json.Json;
import io.muster.epr.EndpointRegister;
import io.muster.epr.transfer.ImportRun;
import io.muster.platform.feed.Feed;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.Migrations;
import io.muster.server.Settings;
import io.muster.server.transfer.Form;
import io.muster.server.transfer.Import;
import io.muster.server.transfer.ImportGround;
import io.muster.server.transfer.ImportListener;
import io.muster.server.transfer.ImportOutcome;
import io.muster.server.transfer.ImportPlan;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Empty schemas of EPR and CM besides those of the program, into which fleets are imported; dropped at the end. */
final class ImportSchemas implements AutoCloseable {

    private final TestBed bed;
    private final Database register;
    private final Database credentials;

    ImportSchemas(TestBed bed) {
        this.bed = bed;
        this.register = bed.database("import_epr");
        this.credentials = bed.database("import_cm");
        new Migrations(register, "feed", Feed.class).migrate();
        new Migrations(register, "epr", EndpointRegister.class).migrate();
        new Migrations(credentials, "feed", Feed.class).migrate();
        new Migrations(credentials, "cm", CredentialManagement.class).migrate();
    }

    Database register() {
        return register;
    }

    Database credentials() {
        return credentials;
    }

    /** Endpoints with metadata and tokens, as a file to import. */
    static Path written(Fleet fleet, Path file, Form form) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            if (form == Form.CSV) {
                out.write("endpointId,endpointToken,appVersion,metadata\n");
            }
            for (int number = 0; number < fleet.size(); number++) {
                String metadata = Json.text(fleet.metadata(number));
                out.write(
                        switch (form) {
                            case NDJSON ->
                                "{\"endpointId\":\"%s\",\"endpointToken\":\"%s\",\"appVersion\":{\"name\":\"%s\"},\"metadata\":%s}\n"
                                        .formatted(
                                                fleet.endpointId(number), fleet.token(number), Fleet.VERSION, metadata);
                            case CSV ->
                                "%s,%s,%s,\"%s\"\n"
                                        .formatted(
                                                fleet.endpointId(number),
                                                fleet.token(number),
                                                Fleet.VERSION,
                                                metadata.replace("\"", "\"\""));
                        });
            }
        }
        return file;
    }

    /** Imports all of a file. */
    void imported(Fleet fleet, Path file) {
        ImportGround ground =
                ImportGround.of(register, credentials.schema(), bed.hashKey(), Settings.read(Map.of(), Map.of()));
        ImportOutcome outcome = new Import(ground, ImportPlan.of(file), new Silence()).run();
        if (!outcome.clean() || outcome.run().registered() != fleet.size()) {
            throw new IllegalStateException("The import did not register everything: " + outcome.json());
        }
    }

    void empty() {
        register.update("TRUNCATE endpoint, change_record, import_run");
        credentials.update("TRUNCATE endpoint_token");
    }

    @Override
    public void close() {
        register.update("DROP SCHEMA " + register.schema() + " CASCADE");
        credentials.update("DROP SCHEMA " + credentials.schema() + " CASCADE");
    }

    private static final class Silence implements ImportListener {
        @Override
        public void at(ImportRun run, long size) {
            // A bar would be drawn in the measured time.
        }

        @Override
        public void waiting(long changes) {
            throw new IllegalStateException("Nobody publishes, so there is nobody to wait for");
        }
    }
}
