package io.muster.benchmark.measure;

import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;

/** The endpoints among which measures look; written when the first of them needs it. */
final class BigFleet {

    private static final String COUNT =
            "SELECT count(*) FROM (SELECT FROM endpoint WHERE endpoint_id >= $1 AND endpoint_id < $1 || '~' LIMIT $2) t";

    private BigFleet() {}

    static Fleet of(TestBed bed) {
        Fleet fleet = new Fleet("big", bed.plan().fleet(), bed.plan().seed());
        Database register = bed.database("epr");
        Row counted = register.query(COUNT, fleet.name() + "-", (long) fleet.size())
                .iterator()
                .next();
        if (counted.getLong(0) < fleet.size()) {
            fleet.register(register);
        }
        return fleet;
    }
}
