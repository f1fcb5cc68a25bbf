package io.muster.platform.feed;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Figures of a change feed: records and events carried, time per batch, delay from change to event, what waits, trouble.
 */
public final class FeedMetrics {

    private final Counter records;
    private final Counter events;
    private final Counter interruptions;
    private final Counter parked;
    private final Timer batches;
    private final Timer delay;
    private volatile Backlog backlog = new Backlog(0, 0, Duration.ZERO);

    /** @param service name of the service, a label of every figure */
    public FeedMetrics(MeterRegistry registry, String service) {
        records = counter(registry, service, "records", "Change records carried out");
        events = counter(registry, service, "events", "Events published by the change feed");
        interruptions = counter(registry, service, "interruptions", "Pauses because NATS or PostgreSQL failed");
        parked = counter(registry, service, "parked", "Records parked because they cannot be published");
        batches = timer(registry, service, "batch", "Time to carry out a batch");
        delay = timer(registry, service, "delay", "Time from a change to its events being stored by NATS");
        Gauge.builder("muster.feed.waiting", this, figures -> figures.backlog.waiting())
                .description("Change records that wait to be published, of all replicas together")
                .tag("service", service)
                .register(registry);
        Gauge.builder("muster.feed.parked.now", this, figures -> figures.backlog.parked())
                .description("Change records that are parked now, of all replicas together")
                .tag("service", service)
                .register(registry);
        Gauge.builder(
                        "muster.feed.oldest",
                        this,
                        figures -> figures.backlog.oldest().toMillis() / 1_000.0)
                .description("Age of the oldest change record that waits")
                .baseUnit("seconds")
                .tag("service", service)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String service, String name, String description) {
        return Counter.builder("muster.feed." + name)
                .description(description)
                .tag("service", service)
                .register(registry);
    }

    private static Timer timer(MeterRegistry registry, String service, String name, String description) {
        return Timer.builder("muster.feed." + name)
                .description(description)
                .tag("service", service)
                .register(registry);
    }

    void sampled(Backlog now) {
        backlog = now;
    }

    void processed(List<ChangeRecord> batch, int published, long nanos) {
        records.increment(batch.size());
        events.increment(published);
        batches.record(nanos, TimeUnit.NANOSECONDS);
        Duration oldest = Duration.between(batch.getFirst().createdAt(), Instant.now());
        delay.record(oldest.isNegative() ? Duration.ZERO : oldest);
    }

    void interrupted() {
        interruptions.increment();
    }

    void parked() {
        parked.increment();
    }
}
