package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Patience;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How fast a revocation over REST bites: until the MQTT session of the device is closed. */
final class RevokeToClose {

    private static final long MOST_MICROS = 10_000_000;
    private static final double MICROS_PER_MILLI = 1_000;
    private static final double P99 = 99;
    /** Revocations for each of those that the other measures of revocations make, since these take no time. */
    private static final int TIMES = 3;

    private RevokeToClose() {}

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = new Fleet("revoked", bed.plan().sessions(), bed.plan().seed())
                .register(bed.database("epr"))
                .provision(bed.database("cm"), bed.hashKey());
        try (RestClient rest = new RestClient(bed.vertx(), bed.server().httpPort(), 8)) {
            return List.of(toClose(bed, rest, fleet));
        }
    }

    private static Figure toClose(TestBed bed, RestClient rest, Fleet fleet) {
        Histogram fromRequest = new Histogram(MOST_MICROS, 3);
        try (Devices devices = Devices.connect(
                bed.vertx(), bed.server().mqttPort(), fleet, bed.plan().sessions())) {
            devices.introduce(devices.size());
            int cold = bed.plan().revocations() / 2;
            int all = Math.min(devices.size(), cold + TIMES * bed.plan().revocations());
            for (int number = 0; number < all; number++) {
                CompletableFuture<Long> closed = devices.session(number)
                        .closed()
                        .map(gone -> System.nanoTime())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .orTimeout(MOST_MICROS, TimeUnit.MICROSECONDS);
                long began = System.nanoTime();
                Patience.on(Revocation.of(rest, fleet, number));
                long micros = Math.min(MOST_MICROS, (Patience.on(closed) - began) / 1_000);
                if (number >= cold) {
                    fromRequest.recordValue(micros);
                }
            }
        }
        return Figure.alone(
                        "revoke_to_close",
                        "p99 from the request that revokes to the closed MQTT session, %,d sessions, %,d revocations"
                                .formatted(bed.plan().sessions(), fromRequest.getTotalCount()),
                        "ms",
                        new Spread(
                                fromRequest.getValueAtPercentile(P99) / MICROS_PER_MILLI,
                                fromRequest.getMinValue() / MICROS_PER_MILLI,
                                fromRequest.getMaxValue() / MICROS_PER_MILLI),
                        new Target.AtMost(100))
                .note("p50", "%.1f ms".formatted(fromRequest.getValueAtPercentile(50) / MICROS_PER_MILLI))
                .note(
                        "spread",
                        "least and greatest of all revocations; the first ones, not counted, meet code that is cold");
    }
}
