package io.muster.epr.membership;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Figures of membership: filters looked at per change, moves, first evaluations. */
final class MembershipMetrics {

    private final DistributionSummary perChange;
    private final Counter moves;
    private final Timer chunks;
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger unfinished = new AtomicInteger();

    MembershipMetrics(MeterRegistry registry) {
        perChange = DistributionSummary.builder("muster.filters.evaluated")
                .description("Filters evaluated for one change of an endpoint")
                .register(registry);
        moves = Counter.builder("muster.filters.moves")
                .description("Endpoints that came into a filter or left it by a change")
                .register(registry);
        chunks = Timer.builder("muster.filters.scan")
                .description("Steps of first evaluations")
                .register(registry);
        stored(registry, "active", active);
        stored(registry, "pending", pending);
        Gauge.builder("muster.filters.unfinished", unfinished, AtomicInteger::get)
                .description("Filters times feed partitions of this replica that are still to be evaluated or removed")
                .register(registry);
    }

    private static void stored(MeterRegistry registry, String state, AtomicInteger number) {
        Gauge.builder("muster.filters.stored", number, AtomicInteger::get)
                .description("Stored filters by state; every replica knows all of them")
                .tag("state", state)
                .register(registry);
    }

    void filters(int nowActive, int nowPending, int beingEvaluated) {
        active.set(nowActive);
        pending.set(nowPending);
        unfinished.set(beingEvaluated);
    }

    void evaluated(int filters) {
        perChange.record(filters);
    }

    void moved(int endpoints) {
        moves.increment(endpoints);
    }

    void scanned(long nanos) {
        chunks.record(nanos, TimeUnit.NANOSECONDS);
    }
}
