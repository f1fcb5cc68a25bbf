package io.muster.benchmark.measure;

import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import io.muster.server.transfer.Form;
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

    private final TestBed bed;
    private final ImportSchemas schemas;
    private final Fleet fleet;

    private ImportFleet(TestBed bed, ImportSchemas schemas) {
        this.bed = bed;
        this.schemas = schemas;
        this.fleet = new Fleet("import", bed.plan().fleet(), bed.plan().seed());
    }

    static List<Figure> measure(TestBed bed) {
        try (ImportSchemas schemas = new ImportSchemas(bed)) {
            Path folder = Files.createTempDirectory(bed.folder(), "import-");
            return new ImportFleet(bed, schemas).figures(folder);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    private List<Figure> figures(Path folder) throws IOException, SQLException {
        schemas.register().update("CREATE TABLE bare_endpoint (LIKE endpoint INCLUDING ALL)");
        schemas.register()
                .update("CREATE TABLE bare_token (LIKE " + schemas.credentials().schema()
                        + ".endpoint_token INCLUDING ALL)");
        BareCopy copy = BareCopy.of(fleet, bed.hashKey(), folder);
        Path ndjson = ImportSchemas.written(fleet, folder.resolve("fleet.ndjson"), Form.NDJSON);
        Path csv = ImportSchemas.written(fleet, folder.resolve("fleet.csv"), Form.CSV);
        // Not counted: code that is not compiled yet.
        Fleet few = new Fleet("few", Math.min(FEW, fleet.size()), fleet.seed());
        Fleet some = new Fleet("some", few.size(), few.seed());
        schemas.imported(few, ImportSchemas.written(few, folder.resolve("few.ndjson"), Form.NDJSON));
        schemas.imported(some, ImportSchemas.written(some, folder.resolve("some.csv"), Form.CSV));
        try (Connection connection = bed.jdbc()) {
            return List.of(
                    figure("import", "NDJSON", connection, copy, ndjson, repetitions()),
                    figure("import.csv", "CSV", connection, copy, csv, 1));
        } finally {
            TestBed.delete(folder);
        }
    }

    /** Each takes as long as several of the others. */
    private int repetitions() {
        return Math.max(1, bed.plan().repetitions() / 2);
    }

    private Figure figure(String key, String form, Connection connection, BareCopy copy, Path file, int repetitions) {
        List<Double> limits = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            schemas.register().update("TRUNCATE bare_endpoint, bare_token");
            schemas.empty();
            limits.add(rate(() -> copy.into(connection, schemas.register().schema())));
            values.add(rate(() -> schemas.imported(fleet, file)));
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

    private double rate(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return fleet.size() * NANOS_PER_SECOND / (System.nanoTime() - began);
    }
}
