package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.ClosedLoop;
import io.muster.benchmark.load.Sample;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.Server;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Series;
import io.muster.platform.postgres.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How cost grows: with endpoints, filters, tokens and matches. Cost is the time of a request at the greatest throughput,
 * so that it shows work rather than queues; beside it stands that of bare statements at the same moment, since the
 * machine may change meanwhile.
 */
public record Growth(String key, Function<TestBed, List<Series>> run) {

    private static final int SIZES = 3;
    private static final double MICROS = 1e6;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double KB_PER_MB = 1_024;
    private static final int P99 = 99;

    private static final String SCAN = "SELECT count(*) FROM endpoint WHERE application = 'demo_application'"
            + " AND (metadata ->> 'battery')::numeric < 2";
    private static final String BYTES =
            "SELECT pg_total_relation_size('endpoint')::float8" + " / greatest(1, (SELECT count(*) FROM endpoint))";

    /** All there are; those with endpoints come first, while there are none. */
    public static List<Growth> all() {
        return List.of(
                new Growth("endpoints", Growth::endpoints),
                new Growth("matches", Growth::matches),
                new Growth("filters", Growth::filters),
                new Growth("tokens", Growth::tokens));
    }

    private static List<Series> endpoints(TestBed bed) {
        List<Series.Point> registration = new ArrayList<>();
        List<Series.Point> reading = new ArrayList<>();
        List<Series.Point> evaluation = new ArrayList<>();
        List<Series.Point> disk = new ArrayList<>();
        List<Series.Point> memory = new ArrayList<>();
        Database register = bed.database("epr");
        BareTable table = BareTable.in(register);
        int size = bed.plan().fleet() / (int) Math.pow(10, SIZES - 1);
        for (int step = 0; step < SIZES; step++, size *= 10) {
            Fleet fleet = new Fleet("big", size, bed.plan().seed()).register(register);
            disk.add(Series.Point.of(size, number(register, BYTES)));
            table.with(fleet);
            try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), Rest.CONNECTIONS);
                    RestClient bare = new RestClient(bed.vertx(), bed.echo().httpPort(), Rest.CONNECTIONS);
                    Filters filters = new Filters(client, bed.plan().seed())) {
                evaluation.add(evaluated(register, filters, size));
                reading.add(beside(
                        bed,
                        size,
                        Rest.get(bare, "/endpoint/", fleet, ""),
                        Rest.get(client, Rest.endpoint(""), fleet, "?include=metadata")));
                registration.add(beside(bed, size, table.insert(fleet), Rest.register(client, fleet)));
            }
            memory.add(Series.Point.of(size, megabytes(bed)));
        }
        String bareInsert = "insert of one row";
        return List.of(
                new Series("registration", "Registration", "endpoints", "µs", bareInsert, registration, 1.5),
                new Series("read", "GET of an endpoint", "endpoints", "µs", "bare HTTP and select", reading, 1.5),
                new Series(
                        "first_evaluation",
                        "First evaluation of a filter",
                        "endpoints",
                        "ms",
                        "sequential scan",
                        evaluation,
                        1.5),
                new Series("disk", "Disk per endpoint, without token", "endpoints", "B", "", disk, 1.2),
                new Series("memory", "Resident memory at rest", "endpoints", "MB", "", memory, 1.2));
    }

    private static Series.Point evaluated(Database register, Filters filters, int size) {
        double scan = millis(() -> register.query(SCAN));
        double evaluation = millis(
                () -> filters.awaitActive(filters.add("{\"metadata.battery\":{\"$lt\":2}}"), Duration.ofMinutes(10)));
        return new Series.Point(size, evaluation, Optional.of(scan));
    }

    private static double megabytes(TestBed bed) {
        try (Server server = bed.start(List.of(), Map.of("KAA_EPR_INSTANCE_NAME", "eprmemory"))) {
            Memory.rest();
            return server.jvm().residentKilobytes() / KB_PER_MB;
        }
    }

    /** Lists a page of what more and more endpoints belong to. */
    private static List<Series> matches(TestBed bed) {
        List<Series.Point> points = new ArrayList<>();
        BigFleet.of(bed);
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), 1);
                Filters filters = new Filters(client, bed.plan().seed())) {
            for (int part : new int[] {1, 10, 100, 900}) {
                String id = filters.add("{\"metadata.k1\":{\"$lt\":%d}}".formatted(part));
                long matched = filters.awaitActive(id, Duration.ofMinutes(10))
                        .path("matchedEndpointsCount")
                        .asLong();
                Sample sample = loop(bed, 1).run(Rest.get(client, "/epr/api/v1/endpoints?limit=20&filterId=" + id));
                points.add(Series.Point.of(matched, sample.sound().millis(P99)));
            }
        }
        return List.of(new Series(
                "list_by_filter", "p99 of a page of 20 of the members of a filter", "members", "ms", "", points, 2));
    }

    private static List<Series> filters(TestBed bed) {
        List<Series.Point> points = new ArrayList<>();
        List<Series.Point> log = new ArrayList<>();
        List<Series.Point> transactions = new ArrayList<>();
        Database register = bed.database("epr");
        Fleet fleet = RestUpdate.fleet(bed, register);
        BareTable table = BareTable.in(register).with(fleet);
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), Rest.CONNECTIONS);
                Filters filters = new Filters(client, bed.plan().seed())) {
            for (int count = 0; count <= bed.plan().filters(); count = Math.max(10, count * 10)) {
                filters.grow(count);
                points.add(beside(bed, count, table.update(fleet), Rest.update(client, fleet, "battery")));
                Costs costs = Costs.of(register, Rest.update(client, fleet, "battery"));
                log.add(Series.Point.of(count, costs.logBytes()));
                transactions.add(Series.Point.of(count, costs.transactions()));
            }
        }
        return List.of(
                new Series("write", "Change of one key", "filters", "µs", "update of one row", points, 1.25),
                new Series("write_log", "PostgreSQL's log for a change", "filters", "B", "", log, 1.5),
                new Series("write_transactions", "Transactions for a change", "filters", "", "", transactions, 1.5));
    }

    private static List<Series> tokens(TestBed bed) {
        List<Series.Point> points = new ArrayList<>();
        EcapTokenUncached.bySize(bed)
                .forEach((size, figure) -> points.add(new Series.Point(
                        size,
                        MICROS / figure.value().median(),
                        figure.limit().map(limit -> MICROS / limit.value().median()))));
        return List.of(
                new Series("ecap", "ECAP token validation, not cached", "tokens", "µs", "select by key", points, 1.25));
    }

    /** Time of a request at the greatest throughput, and of the bare one just before. */
    private static Series.Point beside(TestBed bed, long x, Call bare, Call call) {
        Duel duel = Duel.closed(bed, Rest.CONNECTIONS, bare, call);
        return new Series.Point(x, MICROS / duel.rate(), Optional.of(MICROS / duel.limitRate()));
    }

    private static ClosedLoop loop(TestBed bed, int outstanding) {
        return new ClosedLoop(outstanding, bed.plan().warmUp(), bed.plan().duration(), bed.processors());
    }

    private static double millis(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / NANOS_PER_MILLI;
    }

    private static double number(Database database, String sql) {
        return database.query(sql).iterator().next().getDouble(0);
    }
}
