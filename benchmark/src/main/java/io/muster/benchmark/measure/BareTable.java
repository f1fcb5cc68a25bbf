package io.muster.benchmark.measure;

import io.muster.benchmark.load.Call;
import io.muster.benchmark.program.Fleet;
import io.muster.contract.json.Json;
import io.muster.platform.postgres.Database;
import java.util.concurrent.atomic.AtomicLong;

/** A copy of EPR's table with all its indexes: what one statement in a transaction of its own costs there. */
record BareTable(Database database) {

    private static final String CREATE = "CREATE TABLE IF NOT EXISTS bench_endpoint (LIKE endpoint INCLUDING ALL)";

    private static final String FILL = "INSERT INTO bench_endpoint SELECT * FROM endpoint WHERE endpoint_id >= $1"
            + " AND endpoint_id < $1 || '~' ON CONFLICT DO NOTHING";

    private static final String INSERT = """
            INSERT INTO bench_endpoint (endpoint_id, partition, application, app_version, app_version_since, metadata,
              metadata_revision, revision, created_at)
            VALUES ($1, 0, $2, $3, now(), $4::text::jsonb, 1, 1, now())""";

    private static final String UPDATE = """
            UPDATE bench_endpoint SET metadata = jsonb_set(metadata, '{battery}', to_jsonb($2::bigint)),
              metadata_revision = metadata_revision + 1, metadata_updated_at = now(), revision = revision + 1
            WHERE endpoint_id = $1""";

    static BareTable in(Database register) {
        register.update(CREATE);
        return new BareTable(register);
    }

    /** With the rows of a fleet. */
    BareTable with(Fleet fleet) {
        database.update(FILL, fleet.name() + "-");
        database.query("ANALYZE bench_endpoint");
        return this;
    }

    Call insert(Fleet shape) {
        AtomicLong fresh = new AtomicLong(System.nanoTime());
        return number -> database.queryAsync(
                        INSERT,
                        "bare-" + fresh.getAndIncrement(),
                        Fleet.APPLICATION,
                        Fleet.VERSION,
                        Json.text(shape.metadata((int) (number % Integer.MAX_VALUE))))
                .toCompletionStage();
    }

    Call update(Fleet fleet) {
        AtomicLong fresh = new AtomicLong(System.nanoTime());
        return number -> database.queryAsync(UPDATE, fleet.endpointId(number * 7919), fresh.getAndIncrement())
                .toCompletionStage();
    }
}
