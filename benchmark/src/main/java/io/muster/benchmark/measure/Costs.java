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

    /**
     * Of which the least counts: what is changed for the first time after a checkpoint is logged with the whole page, and
     * when there is one has nothing to do with what is measured.
     */
    private static final int TURNS = 3;

    /** Until the feed is done and all backends have told their figures. */
    private static final long SETTLING_MILLIS = 2_500;

    private static final String READING = "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8,"
            + " xact_commit::float8, (blks_hit + blks_read)::float8"
            + " FROM pg_stat_database WHERE datname = current_database()";

    /** Of requests that come together and share statements and flushes. */
    static Costs together(Database database, Call call) {
        return of(database, call, Rest.CONNECTIONS);
    }

    /** Of requests one after the other, whose cost does not depend on how many happen to come together. */
    static Costs alone(Database database, Call call) {
        return of(database, call, 1);
    }

    private static Costs of(Database database, Call call, int atATime) {
        Costs least = once(database, call, atATime);
        for (int turn = 1; turn < TURNS; turn++) {
            least = least.orLess(once(database, call, atATime));
        }
        return least;
    }

    private Costs orLess(Costs other) {
        return new Costs(
                Math.min(logBytes, other.logBytes),
                Math.min(transactions, other.transactions),
                Math.min(pages, other.pages));
    }

    private static Costs once(Database database, Call call, int atATime) {
        settle();
        Row before = reading(database);
        int requests = 0;
        for (; requests < REQUESTS; requests += atATime) {
            List<CompletableFuture<?>> under = new ArrayList<>();
            for (int i = 0; i < atATime; i++) {
                CompletionStage<?> started = call.start(requests + i);
                under.add(started.toCompletableFuture());
            }
            under.forEach(Patience::on);
        }
        settle();
        Row after = reading(database);
        return new Costs(
                more(before, after, 0) / requests,
                more(before, after, 1) / requests,
                more(before, after, 2) / requests);
    }

    private static Row reading(Database database) {
        return database.query(READING).iterator().next();
    }

    private static double more(Row before, Row after, int column) {
        return after.getDouble(column) - before.getDouble(column);
    }

    private static void settle() {
        try {
            Thread.sleep(SETTLING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
