package io.muster.server.backing;

import io.muster.embedded.DataDirectory;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.EmbeddedNats;
import io.muster.embedded.EmbeddedPostgres;
import io.muster.platform.config.Service;
import io.muster.platform.work.Waiting;
import io.muster.server.Settings;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * PostgreSQL and NATS for this process: child processes in the data directory, or those that the configuration names.
 *
 * @param postgres the own PostgreSQL; empty when an external one is used
 * @param nats the own nats-server; empty when external ones are used
 */
public record Backing(Optional<EmbeddedPostgres> postgres, Optional<EmbeddedNats> nats) implements AutoCloseable {

    /**
     * Starts what is to be embedded, both at the same time.
     *
     * @param data locked data directory
     * @throws io.muster.embedded.EmbeddedFailure when one of them cannot run here; the other one is stopped again
     */
    public static Backing start(Settings settings, DataDirectory data, EmbeddedListener listener) {
        boolean stores = settings.runs(Service.EPR) || settings.runs(Service.CM);
        CompletableFuture<Optional<EmbeddedPostgres>> postgres =
                stores && settings.postgres().url().isEmpty()
                        ? started(() -> EmbeddedPostgres.start(data, 0, listener))
                        : CompletableFuture.completedFuture(Optional.empty());
        CompletableFuture<Optional<EmbeddedNats>> nats = settings.nats().urls().isEmpty()
                ? started(() -> EmbeddedNats.start(data, settings.nats().ownPort(), listener))
                : CompletableFuture.completedFuture(Optional.empty());
        try {
            return new Backing(Waiting.on(postgres), Waiting.on(nats));
        } catch (RuntimeException failure) {
            stop(postgres);
            stop(nats);
            throw failure;
        }
    }

    private static <C> CompletableFuture<Optional<C>> started(Supplier<C> start) {
        return CompletableFuture.supplyAsync(() -> Optional.of(start.get()));
    }

    private static <C extends AutoCloseable> void stop(CompletableFuture<Optional<C>> child) {
        child.handle((started, failure) -> failure == null ? started : Optional.<C>empty())
                .join()
                .ifPresent(Backing::close);
    }

    private static void close(AutoCloseable child) {
        try {
            child.close();
        } catch (Exception e) {
            throw Waiting.unchecked(e);
        }
    }

    /** Stops the children; NATS first, so that nothing is published any more while the database goes down. */
    @Override
    public void close() {
        nats.ifPresent(EmbeddedNats::stop);
        postgres.ifPresent(EmbeddedPostgres::stop);
    }
}
