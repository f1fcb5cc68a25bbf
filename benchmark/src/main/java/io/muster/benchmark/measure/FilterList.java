package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import java.time.Duration;
import java.util.List;

/** A page of the endpoints of a filter, of one that gives few and of one that gives most. */
final class FilterList {

    private static final double MOST_MILLIS = 10;

    private FilterList() {}

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = BigFleet.of(bed);
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), 1);
                Filters filters = new Filters(client, bed.plan().seed())) {
            return List.of(
                    page(bed, client, filters, "filter_list", "{\"metadata.group\":1}", fleet),
                    page(bed, client, filters, "filter_list.half", "{\"metadata.city\":\"Lviv\"}", fleet));
        }
    }

    private static Figure page(TestBed bed, RestClient client, Filters filters, String key, String query, Fleet fleet) {
        String id = filters.add(query);
        String matched = filters.awaitActive(id, Duration.ofMinutes(10))
                .path("matchedEndpointsCount")
                .asText();
        return Reads.p99(
                bed,
                key,
                "a page of 20 of the %s endpoints that a filter gives, %,d in all".formatted(matched, fleet.size()),
                Rest.get(client, "/epr/api/v1/endpoints?limit=20&filterId=" + id),
                MOST_MILLIS);
    }
}
