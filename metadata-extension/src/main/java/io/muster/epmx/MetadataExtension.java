package io.muster.epmx;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.epmx.epmp.EpmpListener;
import io.muster.epmx.epmp.EpmpSettings;
import io.muster.epmx.repository.EpmmpRepository;
import io.muster.epmx.repository.MetadataRepository;
import io.muster.epmx.repository.RestRepository;
import io.muster.epmx.whitelist.WhiteLists;
import io.muster.platform.health.Health;
import io.muster.platform.nats.Bus;
import java.time.Clock;

/**
 * EPMX, put together. It keeps nothing itself: metadata lives in the endpoint register, white lists in the
 * configuration, so any number of replicas may run.
 */
public final class MetadataExtension implements AutoCloseable {

    private final Bus bus;
    private final WatchedRepository repository;
    private final EpmpListener listener;

    /**
     * Composes the service; nothing happens before {@link #start}.
     *
     * @param repository the endpoint register: {@link #remoteRepository}, or one of the same process
     * @param whiteLists by application version; asked anew for every message
     */
    public MetadataExtension(
            MetadataExtensionSettings settings,
            Bus bus,
            MetadataRepository repository,
            WhiteLists whiteLists,
            MeterRegistry metrics,
            Clock clock) {
        this.bus = bus;
        this.repository = new WatchedRepository(repository, clock);
        EpmpSettings epmp =
                new EpmpSettings(settings.instanceName(), settings.communicationInstance(), settings.messagesInWork());
        this.listener = new EpmpListener(epmp, bus, this.repository, whiteLists, metrics, clock);
    }

    /** The endpoint register in another process, asked as the settings say. */
    public static MetadataRepository remoteRepository(MetadataExtensionSettings settings, Bus bus, Clock clock) {
        return switch (settings.register()) {
            case REST -> new RestRepository(settings.registerUrl(), settings.registerTimeout(), settings.registerKey());
            case EPMMP -> new EpmmpRepository(bus, settings.registerInstance(), settings.registerTimeout(), clock);
        };
    }

    /** Takes messages of devices from now on. */
    public void start() {
        listener.start();
    }

    /** How it fares: down without NATS, degraded while the endpoint register does not answer. */
    public Health.Part health() {
        return bus.connected() ? repository.health() : new Health.Part(Health.State.DOWN, "NATS is not connected");
    }

    /** Takes no more messages and answers those in work; the bus and the repository stay open. */
    @Override
    public void close() {
        listener.close();
    }
}
