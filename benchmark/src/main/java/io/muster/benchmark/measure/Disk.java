package io.muster.benchmark.measure;

import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import io.muster.platform.postgres.Database;
import io.muster.server.transfer.Form;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Size of the tables with all their indexes, for each row in them, of a fleet that was imported and not changed since. */
final class Disk {

    private static final double KILO = 1_000;

    private Disk() {}

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = new Fleet("disk", bed.plan().fleet(), bed.plan().seed());
        try (ImportSchemas schemas = new ImportSchemas(bed)) {
            Path file = ImportSchemas.written(fleet, bed.folder().resolve("disk.ndjson"), Form.NDJSON);
            schemas.imported(fleet, file);
            Files.delete(file);
            return figures(fleet, schemas.register(), schemas.credentials());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static List<Figure> figures(Fleet fleet, Database register, Database credentials) {
        double document =
                number(register, "SELECT avg(length(metadata::text))::float8 FROM endpoint TABLESAMPLE SYSTEM (5)");
        double endpoint = bytesOfEach(register, "endpoint");
        double token = bytesOfEach(credentials, "endpoint_token");
        return List.of(Figure.alone(
                        "disk",
                        "size of an endpoint of 20 keys and its token, %,d endpoints".formatted(fleet.size()),
                        "kB",
                        Spread.of((endpoint + token) / KILO),
                        new Target.AtMost(1.2))
                .note("endpoint", "%.0f B".formatted(endpoint))
                .note("token", "%.0f B".formatted(token))
                .note("document as text", "%.0f B".formatted(document)));
    }

    private static double bytesOfEach(Database database, String table) {
        return number(
                database,
                "SELECT pg_total_relation_size('%s')::float8 / greatest(1, (SELECT count(*) FROM %s))"
                        .formatted(table, table));
    }

    private static double number(Database database, String sql) {
        Row row = database.query(sql).iterator().next();
        return row.getDouble(0) == null ? 0 : row.getDouble(0);
    }
}
