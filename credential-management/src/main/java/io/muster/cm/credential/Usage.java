package io.muster.cm.credential;

import io.muster.platform.postgres.DatabaseFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The times of last use, gathered in memory and written together now and then, so that a validation never waits for
 * them. A crash may lose the last few seconds of them.
 */
public final class Usage implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Usage.class);
    private static final int MAX_BATCH = 1_000;

    private final Map<CredentialTable<?>, Map<UUID, Instant>> pending = new ConcurrentHashMap<>();
    private final Duration pause;
    private final Thread writer;
    private volatile boolean running = true;

    /** @param pause time between two writings */
    public Usage(Duration pause) {
        this.pause = pause;
        this.writer = Thread.ofVirtual().name("cm-last-use").unstarted(this::work);
    }

    /** Starts to write. */
    public void start() {
        writer.start();
    }

    void used(CredentialTable<?> table, UUID id, Instant at) {
        pending.computeIfAbsent(table, unused -> new ConcurrentHashMap<>()).put(id, at);
    }

    private void work() {
        while (running) {
            try {
                Thread.sleep(pause);
                write();
            } catch (InterruptedException closing) {
                return;
            } catch (DatabaseFailure unreachable) {
                LOG.debug("Times of last use are written later: {}", unreachable.getMessage());
            }
        }
    }

    private void write() {
        pending.forEach((table, uses) -> {
            for (Map<UUID, Instant> batch = next(uses); !batch.isEmpty(); batch = next(uses)) {
                try {
                    table.used(batch);
                } catch (DatabaseFailure failure) {
                    batch.forEach(uses::putIfAbsent);
                    throw failure;
                }
            }
        });
    }

    private static Map<UUID, Instant> next(Map<UUID, Instant> uses) {
        Map<UUID, Instant> batch = new ConcurrentHashMap<>();
        uses.keySet().stream().sorted().limit(MAX_BATCH).forEach(id -> Optional.ofNullable(uses.remove(id))
                .ifPresent(at -> batch.put(id, at)));
        return batch;
    }

    /** Writes what is pending and stops. */
    @Override
    public void close() {
        running = false;
        writer.interrupt();
        try {
            writer.join();
            write();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DatabaseFailure unreachable) {
            LOG.debug("The latest times of last use are lost: {}", unreachable.getMessage());
        }
    }
}
