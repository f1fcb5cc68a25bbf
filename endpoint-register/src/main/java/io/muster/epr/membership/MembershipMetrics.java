package io.muster.epr.membership;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Figures of membership: filters looked at per change, moves, first evaluations. */
final class MembershipMetrics {

    private final DistributionSummary perChange;
    private final Counter moves;
    private final Counter scanned;
    private final Timer chunks;

    MembershipMetrics(MeterRegistry registry) {
        perChange = DistributionSummary.builder("muster.filters.evaluated")
                .description("Filters evaluated for one change of an endpoint")
                .register(registry);
        moves = Counter.builder("muster.filters.moves")
                .description("Endpoints that came into a filter or left it by a change")
                .register(registry);
        scanned = Counter.builder("muster.filters.scanned")
                .description("Endpoints that first evaluations have passed")
                .register(registry);
        chunks = Timer.builder("muster.filters.scan")
                .description("Steps of first evaluations")
                .register(registry);
    }

    void evaluated(int filters) {
        perChange.record(filters);
    }

    void moved(int endpoints) {
        moves.increment(endpoints);
    }

    void scanned(int endpoints, long nanos) {
        scanned.increment(endpoints);
        chunks.record(nanos, TimeUnit.NANOSECONDS);
    }
}
