package io.muster.benchmark.measure;

import io.muster.benchmark.client.Decoded;
import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.ClosedLoop;
import io.muster.benchmark.load.OpenLoop;
import io.muster.benchmark.load.Patience;
import io.muster.benchmark.load.Sample;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import io.muster.contract.avro.Efe;
import io.muster.contract.avro.Eme;
import io.muster.platform.nats.Bus;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** From the request of a change over REST to its events at a subscriber of NATS. */
final class WriteToEvent {

    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final byte[] IN = {'"', 'i', 'n', '"'};
    private static final byte[] OUT = {'"', 'o', 'u', 't', '"'};

    private WriteToEvent() {}

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = RestUpdate.fleet(bed, bed.database("epr"));
        Map<String, CompletableFuture<Void>> updates = new ConcurrentHashMap<>();
        Map<String, CompletableFuture<Void>> matches = new ConcurrentHashMap<>();
        Bus bus = bed.bus();
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), Rest.CONNECTIONS);
                Filters filters = new Filters(client, bed.plan().seed());
                Bus.Subscription updated = bus.subscribe(
                        Eme.METADATA_UPDATED.fromAnybody(),
                        message -> heard(
                                updates,
                                Decoded.of(Eme.METADATA_UPDATED.codec(), message.getData())
                                        .getEndpointId()));
                Bus.Subscription matched = bus.subscribe(
                        Efe.MATCHED.fromAnybody(),
                        message -> heard(
                                matches,
                                Decoded.of(Efe.MATCHED.codec(), message.getData())
                                        .getEndpointId()))) {
            filters.awaitActive(filters.add("{\"metadata.zone\":\"in\"}"), Duration.ofMinutes(1));
            double most = new ClosedLoop(
                            Rest.CONNECTIONS, bed.plan().warmUp(), bed.plan().duration(), bed.processors())
                    .run(Rest.update(client, fleet, "battery"))
                    .sound()
                    .rate();
            // An endpoint must not have two changes under way, since events are told apart by it.
            double rate = Math.min(most / 2, fleet.size() / 2.0);
            warmUp(bed, rate).run(change(client, fleet, updates)).sound();
            warmUp(bed, rate / 2).run(move(client, fleet, matches)).sound();
            List<Sample> toUpdated = new ArrayList<>();
            List<Sample> toMatched = new ArrayList<>();
            for (int repetition = 0; repetition < bed.plan().repetitions(); repetition++) {
                // What the load before has left behind is no part of the latency: events come in the order of changes.
                Patience.on(change(client, fleet, updates).start(0));
                toUpdated.add(
                        open(bed, rate).run(change(client, fleet, updates)).sound());
                toMatched.add(
                        open(bed, rate / 2).run(move(client, fleet, matches)).sound());
            }
            return List.of(
                    figure("write_to_event", "p50 of change to metadata.updated", toUpdated, P50, 5, rate),
                    figure("write_to_event.p99", "p99 of change to metadata.updated", toUpdated, P99, 50, rate),
                    figure("write_to_event.matched", "p50 of change to ep-matched", toMatched, P50, 5, rate / 2),
                    figure("write_to_event.matched_p99", "p99 of change to ep-matched", toMatched, P99, 50, rate / 2));
        }
    }

    private static Figure figure(
            String key, String title, List<Sample> samples, double percentile, double most, double rate) {
        Spread millis = Duel.spread(samples, sample -> sample.millis(percentile));
        return Figure.alone(
                        key,
                        "%s at %,.0f changes per second (half of the greatest rate)".formatted(title, rate),
                        "ms",
                        millis,
                        new Target.AtMost(most))
                .note("last run", samples.getLast().text());
    }

    /** Not counted, and longer than elsewhere: who waits for an event also waits for the compiler, in all that is before. */
    private static OpenLoop warmUp(TestBed bed, double rate) {
        return new OpenLoop(rate, Duration.ZERO, WARM_UP, bed.processors());
    }

    private static OpenLoop open(TestBed bed, double rate) {
        return new OpenLoop(rate, bed.plan().warmUp(), bed.plan().duration(), bed.processors());
    }

    private static void heard(Map<String, CompletableFuture<Void>> waiting, String endpoint) {
        CompletableFuture<Void> event = waiting.remove(endpoint);
        if (event != null) {
            event.complete(null);
        }
    }

    private static Call change(RestClient client, Fleet fleet, Map<String, CompletableFuture<Void>> events) {
        AtomicLong fresh = new AtomicLong(System.nanoTime());
        return number -> {
            String endpoint = fleet.endpointId(number);
            return written(
                    client,
                    endpoint,
                    "battery",
                    Long.toString(fresh.getAndIncrement()).getBytes(StandardCharsets.UTF_8),
                    events);
        };
    }

    /** Into the filter, measured; then out of it again, so that it can be moved in the next time. */
    private static Call move(RestClient client, Fleet fleet, Map<String, CompletableFuture<Void>> events) {
        return number -> {
            String endpoint = fleet.endpointId(number);
            return written(client, endpoint, "zone", IN, events).whenComplete((heard, failure) -> client.send(
                            HttpMethod.PUT, Rest.endpoint(endpoint) + "/metadata/zone", OUT)
                    .onFailure(ignored -> Thread.yield()));
        };
    }

    private static CompletableFuture<Void> written(
            RestClient client, String endpoint, String key, byte[] value, Map<String, CompletableFuture<Void>> events) {
        CompletableFuture<Void> event = new CompletableFuture<>();
        events.put(endpoint, event);
        client.send(HttpMethod.PUT, Rest.endpoint(endpoint) + "/metadata/" + key, value)
                .onFailure(event::completeExceptionally);
        return event;
    }
}
