package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Search by a query that few endpoints match. */
final class Search {

    private static final double MOST_MILLIS = 20;

    private Search() {}

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = BigFleet.of(bed);
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), 1)) {
            return List.of(Reads.p99(
                    bed,
                    "search",
                    "a search by equality that gives one of %,d endpoints".formatted(fleet.size()),
                    number -> client.send(
                                    HttpMethod.POST,
                                    "/epr/api/v1/endpoints/search",
                                    body(number * 7919 % fleet.size()).getBytes(StandardCharsets.UTF_8))
                            .toCompletionStage(),
                    MOST_MILLIS));
        }
    }

    private static String body(long number) {
        return "{\"mongoQuery\":{\"metadata.serial\":\"S%d\"}}".formatted(number);
    }
}
