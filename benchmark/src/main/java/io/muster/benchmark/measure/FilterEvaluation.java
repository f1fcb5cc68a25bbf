package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import io.muster.platform.postgres.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From the creation of a filter until it is active, against a sequential scan with the same predicate. */
final class FilterEvaluation {

    private static final String SCAN = """
            SELECT count(*) FROM endpoint WHERE application = 'demo_application'
            AND (metadata ->> 'battery')::numeric < $1::bigint""";
    private static final int FEW = 2;
    private static final double NANOS_PER_MILLI = 1e6;

    private FilterEvaluation() {}

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = BigFleet.of(bed);
        Database register = bed.database("epr");
        List<Double> scans = new ArrayList<>();
        List<Double> evaluations = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), 1);
                Filters filters = new Filters(client, bed.plan().seed())) {
            for (int repetition = 0; repetition < bed.plan().repetitions(); repetition++) {
                scans.add(millis(() -> register.query(SCAN, (long) FEW)));
                evaluations.add(millis(() -> filters.awaitActive(
                        filters.add("{\"metadata.battery\":{\"$lt\":%d}}".formatted(FEW)), Duration.ofMinutes(10))));
                ratios.add(evaluations.getLast() / scans.getLast());
            }
        }
        return List.of(new Figure(
                "filter_first_evaluation",
                "creation of a filter until it is active, %,d endpoints, 2 of 100 match".formatted(fleet.size()),
                "ms",
                Spread.of(evaluations),
                Optional.of(new Figure.Limit("sequential scan with the same predicate", Spread.of(scans))),
                Optional.of(Spread.of(ratios)),
                new Target.RatioAtMost(3),
                Map.of()));
    }

    private static double millis(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / NANOS_PER_MILLI;
    }
}
