package io.muster.benchmark.measure;

import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Import of endpoints with tokens into schemas of their own, in which nobody publishes meanwhile, against COPY of the same
 * rows into tables with the same indexes. The import stores a change record for each endpoint besides.
 */
final class ImportFleet {

    private static final int FEW = 20_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String REGISTER = "import_epr";
    private static final String CREDENTIALS = "import_cm";

    private final TestBed bed;
    private final Database register;
    private final Database credentials;
    private final Fleet fleet;

    private ImportFleet(TestBed bed) {
        this.bed = bed;
        this.register = bed.database(REGISTER);
        this.credentials = bed.database(CREDENTIALS);
        this.fleet = new Fleet("import", bed.plan().fleet(), bed.plan().seed());
    }

    static List<Figure> measure(TestBed bed) {
        try {
            Path folder = Files.createTempDirectory(bed.folder(), "import-");
            return new ImportFleet(bed).figures(folder);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    private List<Figure> figures(Path folder) throws IOException, SQLException {
        new Migrations(register, "feed", Feed.class).migrate();
        new Migrations(register, "epr", EndpointRegister.class).migrate();
        new Migrations(credentials, "feed", Feed.class).migrate();
        new Migrations(credentials, "cm", CredentialManagement.class).migrate();
        register.update("CREATE TABLE bare_endpoint (LIKE endpoint INCLUDING ALL)");
        register.update("CREATE TABLE bare_token (LIKE " + CREDENTIALS + ".endpoint_token INCLUDING ALL)");
        BareCopy copy = BareCopy.of(fleet, bed.hashKey(), folder);
        Path ndjson = written(fleet, folder.resolve("fleet.ndjson"), Form.NDJSON);
        Path csv = written(fleet, folder.resolve("fleet.csv"), Form.CSV);
        // Not counted: code that is not compiled yet.
        Fleet few = new Fleet("few", Math.min(FEW, fleet.size()), fleet.seed());
        Fleet some = new Fleet("some", few.size(), few.seed());
        imported(few, written(few, folder.resolve("few.ndjson"), Form.NDJSON));
        imported(some, written(some, folder.resolve("some.csv"), Form.CSV));
        try (Connection connection = bed.jdbc()) {
            return List.of(
                    figure("import", "NDJSON", connection, copy, ndjson, repetitions()),
                    figure("import.csv", "CSV", connection, copy, csv, 1));
        } finally {
            register.update("DROP SCHEMA " + REGISTER + " CASCADE");
            credentials.update("DROP SCHEMA " + CREDENTIALS + " CASCADE");
            TestBed.delete(folder);
        }
    }

    /** Each takes as long as several of the others. */
    private int repetitions() {
        return Math.max(1, bed.plan().repetitions() / 2);
    }

    private static Path written(Fleet fleet, Path file, Form form) throws IOException {
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

    private Figure figure(String key, String form, Connection connection, BareCopy copy, Path file, int repetitions) {
        List<Double> limits = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            empty();
            limits.add(rate(() -> copy.into(connection, REGISTER)));
            values.add(rate(() -> imported(fleet, file)));
            ratios.add(values.getLast() / limits.getLast());
        }
        return new Figure(
                key,
                "import of %,d endpoints with tokens, %s".formatted(fleet.size(), form),
                "1/s",
                Spread.of(values),
                Optional.of(new Figure.Limit("COPY into the same indexed tables", Spread.of(limits))),
                Optional.of(Spread.of(ratios)),
                new Target.RatioAtLeast(0.5),
                Map.of());
    }

    private void empty() {
        register.update("TRUNCATE bare_endpoint, bare_token, endpoint, change_record, import_run");
        credentials.update("TRUNCATE endpoint_token");
    }

    private double rate(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return fleet.size() * NANOS_PER_SECOND / (System.nanoTime() - began);
    }

    private void imported(Fleet fleet, Path file) {
        ImportGround ground = ImportGround.of(register, CREDENTIALS, bed.hashKey(), Settings.read(Map.of(), Map.of()));
        ImportOutcome outcome = new Import(ground, ImportPlan.of(file), new Silence()).run();
        if (!outcome.clean() || outcome.run().registered() != fleet.size()) {
            throw new IllegalStateException("The import did not register everything: " + outcome.json());
        }
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
