package io.muster.platform.feed;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Figures of a change feed: records and events carried, time per batch, delay from change to event, trouble. */
public final class FeedMetrics {

    private final Counter records;
    private final Counter events;
    private final Counter interruptions;
    private final Counter parked;
    private final Timer batches;
    private final Timer delay;

    /** @param service name of the service, a label of every figure */
    public FeedMetrics(MeterRegistry registry, String service) {
        records = Counter.builder("muster.feed.records")
                .description("Change records carried out")
                .tag("service", service)
                .register(registry);
        events = Counter.builder("muster.feed.events")
                .description("Events published by the change feed")
                .tag("service", service)
                .register(registry);
        interruptions = Counter.builder("muster.feed.interruptions")
                .description("Pauses because NATS or PostgreSQL failed")
                .tag("service", service)
                .register(registry);
        parked = Counter.builder("muster.feed.parked")
                .description("Records parked because they cannot be published")
                .tag("service", service)
                .register(registry);
        batches = Timer.builder("muster.feed.batch")
                .description("Time to carry out a batch")
                .tag("service", service)
                .register(registry);
        delay = Timer.builder("muster.feed.delay")
                .description("Time from a change to its events being stored by NATS")
                .tag("service", service)
                .register(registry);
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
