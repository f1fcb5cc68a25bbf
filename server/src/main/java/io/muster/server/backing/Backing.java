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
 * <p>Both start at the same time, and each is waited for when it is asked for: NATS is there long before PostgreSQL, and
 * this process has much to do meanwhile.
 */
public final class Backing implements AutoCloseable {

    private final CompletableFuture<Optional<EmbeddedPostgres>> postgres;
    private final CompletableFuture<Optional<EmbeddedNats>> nats;

    private Backing(
            CompletableFuture<Optional<EmbeddedPostgres>> postgres, CompletableFuture<Optional<EmbeddedNats>> nats) {
        this.postgres = postgres;
        this.nats = nats;
    }

    /**
     * Begins to start what is to be embedded.
     *
     * @param data locked data directory
     */
    public static Backing start(Settings settings, DataDirectory data, EmbeddedListener listener) {
        boolean stores = settings.runs(Service.EPR) || settings.runs(Service.CM);
        return new Backing(
                stores && settings.postgres().url().isEmpty()
                        ? started(() -> EmbeddedPostgres.start(data, 0, listener))
                        : CompletableFuture.completedFuture(Optional.empty()),
                settings.nats().urls().isEmpty()
                        ? started(() -> EmbeddedNats.start(data, settings.nats().ownPort(), listener))
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    /** On a thread of its own: the common pool has one for two processors, and would start one child after the other. */
    private static <C> CompletableFuture<Optional<C>> started(Supplier<C> start) {
        return CompletableFuture.supplyAsync(() -> Optional.of(start.get()), Thread::startVirtualThread);
    }

    /**
     * The own PostgreSQL, which runs; empty when an external one is used.
     *
     * @throws io.muster.embedded.EmbeddedFailure when it cannot run here
     */
    public Optional<EmbeddedPostgres> postgres() {
        return Waiting.on(postgres);
    }

    /**
     * The own nats-server, which runs; empty when external ones are used.
     *
     * @throws io.muster.embedded.EmbeddedFailure when it cannot run here
     */
    public Optional<EmbeddedNats> nats() {
        return Waiting.on(nats);
    }

    /**
     * Stops the children, those as well that are still starting; NATS first, so that nothing is published any more while
     * the database goes down.
     */
    @Override
    public void close() {
        stop(nats);
        stop(postgres);
    }

    /** One that could not be started has said so to whoever asked for it, and needs no end. */
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
}
