package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Target;
import java.util.List;

/** Reading an endpoint with its metadata, against one select behind the bare HTTP server. */
final class RestGet {

    private RestGet() {}

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = BigFleet.of(bed);
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), Rest.CONNECTIONS);
                RestClient bare = new RestClient(bed.vertx(), bed.echo().httpPort(), Rest.CONNECTIONS)) {
            Duel duel = Duel.closed(
                    bed,
                    Rest.CONNECTIONS,
                    Rest.get(bare, "/endpoint/", fleet, ""),
                    Rest.get(client, Rest.endpoint(""), fleet, "?include=metadata"));
            return List.of(duel.rates(
                    "rest_get",
                    "GET of an endpoint with metadata, %d connections, %,d endpoints"
                            .formatted(Rest.CONNECTIONS, fleet.size()),
                    "bare Vert.x HTTP with one select by key",
                    new Target.RatioAtLeast(0.7)));
        }
    }
}
