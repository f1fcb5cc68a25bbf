package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.Patience;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import io.muster.platform.postgres.Database;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Search by queries that few endpoints match: by equality, which an index finds, and by ranges, which none does. */
final class Search {

    private static final double MOST_MILLIS = 20;
    private static final int REQUESTS = 3;
    private static final double NANOS_PER_MILLI = 1e6;

    /** One in ten thousand. */
    private static final String RANGES =
            "{\"mongoQuery\":{\"metadata.k1\":{\"$lt\":10},\"metadata.k2\":{\"$gte\":990}}}";

    /** The best there is: in whatever order the table has, by several processes, sorted at the end. */
    private static final String BEST = """
            WITH found AS MATERIALIZED (
              SELECT endpoint_id, app_version, app_version_since, created_at FROM endpoint
              WHERE (metadata ->> 'k1')::numeric < 10 AND (metadata ->> 'k2')::numeric >= 990)
            SELECT *, (SELECT count(*) FROM found) FROM found ORDER BY created_at, endpoint_id LIMIT 20""";

    private Search() {}

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = BigFleet.of(bed);
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), 1)) {
            return List.of(
                    Reads.p99(
                            bed,
                            "search",
                            "a search by equality that gives one of %,d endpoints".formatted(fleet.size()),
                            number -> search(client, serial(number * 7919 % fleet.size()))
                                    .start(number),
                            MOST_MILLIS),
                    ranges(bed, fleet, search(client, RANGES)));
        }
    }

    private static Figure ranges(TestBed bed, Fleet fleet, Call search) {
        Database register = bed.database("epr");
        List<Double> limits = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        Patience.on(search.start(0));
        for (int repetition = 0; repetition < bed.plan().repetitions(); repetition++) {
            limits.add(millis(() -> register.query(BEST)));
            values.add(millis(() -> Patience.on(search.start(0))));
            ratios.add(values.getLast() / limits.getLast());
        }
        return new Figure(
                "search.range",
                "a search by two ranges that gives one in 10,000 of %,d endpoints, and their number"
                        .formatted(fleet.size()),
                "ms",
                Spread.of(values),
                Optional.of(new Figure.Limit(
                        "the same in SQL: a scan of the table, sorted and counted", Spread.of(limits))),
                Optional.of(Spread.of(ratios)),
                new Target.RatioAtMost(1.5),
                Map.of());
    }

    private static double millis(Runnable work) {
        long began = System.nanoTime();
        for (int request = 0; request < REQUESTS; request++) {
            work.run();
        }
        return (System.nanoTime() - began) / NANOS_PER_MILLI / REQUESTS;
    }

    private static Call search(RestClient client, String body) {
        return number -> client.send(
                        HttpMethod.POST, "/epr/api/v1/endpoints/search", body.getBytes(StandardCharsets.UTF_8))
                .toCompletionStage();
    }

    private static String serial(long number) {
        return "{\"mongoQuery\":{\"metadata.serial\":\"S%d\"}}".formatted(number);
    }
}
