package io.muster.epr.access;

import io.muster.platform.postgres.Database;
import io.muster.platform.work.Waiting;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks once, for each authorization server, over the endpoints that were there before the register's events were followed,
 * in the background. How far it came is stored, so that a restart continues. Replicas that walk at the same time do the
 * same work twice, which does no harm.
 */
final class EarlierEndpoints implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EarlierEndpoints.class);
    private static final int CHUNK = 200;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Database database;
    private final String issuer;
    private final Consumer<String> settle;
    private final Semaphore room;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean running = true;

    private EarlierEndpoints(Database database, String issuer, int parallel, Consumer<String> settle) {
        this.database = database;
        this.issuer = issuer;
        this.settle = settle;
        this.room = new Semaphore(parallel);
    }

    /**
     * Begins, or goes on, unless all is done.
     *
     * @param issuer address of the authorization server
     * @param parallel endpoints looked at side by side
     * @param settle makes what an endpoint needs; what fails is tried again
     */
    static EarlierEndpoints start(Database database, String issuer, int parallel, Consumer<String> settle) {
        EarlierEndpoints walk = new EarlierEndpoints(database, issuer, parallel, settle);
        walk.workers.execute(walk::walk);
        return walk;
    }

    private void walk() {
        while (running) {
            try {
                Optional<String> behind = progress();
                if (behind.isEmpty() || !step(behind.get())) {
                    return;
                }
            } catch (RuntimeException notNow) {
                if (running) {
                    LOG.warn("Resources of earlier endpoints cannot be made yet: {}", notNow.toString());
                    pause();
                }
            }
        }
    }

    /** Where to go on; empty when all is done. */
    private Optional<String> progress() {
        database.update("INSERT INTO resource_progress (issuer) VALUES ($1) ON CONFLICT DO NOTHING", issuer);
        for (Row row :
                database.query("SELECT behind FROM resource_progress WHERE issuer = $1 AND NOT finished", issuer)) {
            return Optional.of(row.getString(0));
        }
        return Optional.empty();
    }

    /** Settles the next endpoints; false when there are none. */
    private boolean step(String behind) {
        List<Future<?>> results = new ArrayList<>();
        String last = behind;
        for (Row row : database.query(
                "SELECT endpoint_id FROM endpoint WHERE endpoint_id > $1 ORDER BY endpoint_id LIMIT $2", behind, (long)
                        CHUNK)) {
            String endpointId = row.getString(0);
            last = endpointId;
            results.add(workers.submit(() -> {
                room.acquireUninterruptibly();
                try {
                    settle.accept(endpointId);
                } finally {
                    room.release();
                }
            }));
        }
        results.forEach(EarlierEndpoints::await);
        database.update(
                "UPDATE resource_progress SET behind = $2, finished = $3 WHERE issuer = $1 AND behind = $4",
                issuer,
                last,
                results.isEmpty(),
                behind);
        return !results.isEmpty();
    }

    private static void await(Future<?> result) {
        try {
            result.get();
        } catch (ExecutionException failure) {
            throw Waiting.unchecked(failure.getCause() == null ? failure : failure.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while resources were being made", stopping);
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(AFTER_FAILURE.toMillis());
        } catch (InterruptedException stopping) {
            running = false;
        }
    }

    /** Stops; the rest is left to the next start. */
    @Override
    public void close() {
        running = false;
        workers.shutdownNow();
        workers.close();
    }
}
