package io.muster.benchmark.measure;

import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.Patience;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What requests cost PostgreSQL, whatever else the machine does.
 *
 * @param logBytes bytes of its log for each request, those of what the feed does afterwards included
 * @param transactions for each request; a query outside of one counts as one
 * @param pages of tables and indexes that were looked at for each request, wherever they were found
 */
record Costs(double logBytes, double transactions, double pages) {

    private static final int REQUESTS = 2_000;
    private static final int AT_A_TIME = 64;

    /** Until the feed is done and all backends have told their figures. */
    private static final long SETTLING_MILLIS = 2_500;

    private static final String READING = "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8,"
            + " xact_commit::float8, (blks_hit + blks_read)::float8"
            + " FROM pg_stat_database WHERE datname = current_database()";

    static Costs of(Database database, Call call) {
        settle();
        Row before = reading(database);
        for (int number = 0; number < REQUESTS; number += AT_A_TIME) {
            List<CompletableFuture<?>> under = new ArrayList<>();
            for (int i = 0; i < AT_A_TIME; i++) {
                CompletionStage<?> started = call.start(number + i);
                under.add(started.toCompletableFuture());
            }
            under.forEach(Patience::on);
        }
        settle();
        Row after = reading(database);
        return new Costs(perRequest(before, after, 0), perRequest(before, after, 1), perRequest(before, after, 2));
    }

    private static Row reading(Database database) {
        return database.query(READING).iterator().next();
    }

    private static double perRequest(Row before, Row after, int column) {
        int requests = (REQUESTS + AT_A_TIME - 1) / AT_A_TIME * AT_A_TIME;
        return (after.getDouble(column) - before.getDouble(column)) / requests;
    }

    private static void settle() {
        try {
            Thread.sleep(SETTLING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
