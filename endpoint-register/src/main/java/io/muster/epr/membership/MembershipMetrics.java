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
    private final AtomicInteger known = new AtomicInteger();
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
        Gauge.builder("muster.filters.stored", known, AtomicInteger::get)
                .description("Stored filters this replica knows")
                .register(registry);
        Gauge.builder("muster.filters.unfinished", unfinished, AtomicInteger::get)
                .description("Filters times feed partitions of this replica that are still to be evaluated or removed")
                .register(registry);
    }

    void filters(int stored, int beingEvaluated) {
        known.set(stored);
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
