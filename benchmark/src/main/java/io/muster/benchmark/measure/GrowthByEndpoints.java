package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Call;
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

/** How cost grows with the number of endpoints, from a hundredth of the fleet to all of it; then with that of matches. */
final class GrowthByEndpoints {

    private static final int SIZES = 3;
    private static final int P99 = 99;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double KB_PER_MB = 1_024;
    private static final String SCAN = "SELECT count(*) FROM endpoint WHERE application = 'demo_application'"
            + " AND (metadata ->> 'battery')::numeric < 2";
    private static final String BYTES =
            "SELECT pg_total_relation_size('%s')::float8 / greatest(1, (SELECT count(*) FROM %s))";

    private final TestBed bed;
    private final Database register;
    private final Database credentials;
    private final List<Series.Point> registration = new ArrayList<>();
    private final List<Series.Point> registrationLog = new ArrayList<>();
    private final List<Series.Point> registrationTransactions = new ArrayList<>();
    private final List<Series.Point> reading = new ArrayList<>();
    private final List<Series.Point> readingPages = new ArrayList<>();
    private final List<Series.Point> readingTransactions = new ArrayList<>();
    private final List<Series.Point> evaluation = new ArrayList<>();
    private final List<Series.Point> disk = new ArrayList<>();
    private final List<Series.Point> memory = new ArrayList<>();

    private GrowthByEndpoints(TestBed bed) {
        this.bed = bed;
        this.register = bed.database("epr");
        this.credentials = bed.database("cm");
    }

    static List<Series> measure(TestBed bed) {
        GrowthByEndpoints growth = new GrowthByEndpoints(bed);
        int size = bed.plan().fleet() / (int) Math.pow(10, SIZES - 1);
        for (int step = 0; step < SIZES; step++, size *= 10) {
            growth.measure(new Fleet("big", size, bed.plan().seed()));
        }
        List<Series> series = new ArrayList<>(growth.series());
        series.add(growth.matches());
        return series;
    }

    private void measure(Fleet fleet) {
        int size = fleet.size();
        fleet.register(register).provision(credentials, bed.hashKey());
        disk.add(Series.Point.of(size, bytes(register, "endpoint") + bytes(credentials, "endpoint_token")));
        BareTable table = BareTable.in(register).with(fleet);
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), Rest.CONNECTIONS);
                RestClient bare = new RestClient(bed.vertx(), bed.echo().httpPort(), Rest.CONNECTIONS);
                Filters filters = new Filters(client, bed.plan().seed())) {
            evaluation.add(evaluated(filters, size));
            Call get = Rest.get(client, Rest.endpoint(""), fleet, "?include=metadata");
            reading.add(Growth.beside(bed, size, Rest.get(bare, "/endpoint/", fleet, ""), get));
            Costs ofReading = Costs.alone(register, get);
            readingPages.add(Series.Point.of(size, ofReading.pages()));
            readingTransactions.add(Series.Point.of(size, ofReading.transactions()));
            Call post = Rest.register(client, fleet);
            registration.add(Growth.beside(bed, size, table.insert(fleet), post));
            Costs ofRegistration = Costs.together(register, post);
            registrationLog.add(Series.Point.of(size, ofRegistration.logBytes()));
            registrationTransactions.add(Series.Point.of(size, ofRegistration.transactions()));
        }
        memory.add(Series.Point.of(size, megabytes()));
    }

    private List<Series> series() {
        return List.of(
                new Series("registration", "Registration", "endpoints", "µs", "insert of one row", registration, 1.5),
                of("registration_log", "PostgreSQL's log for a registration", "B", registrationLog, 1.5),
                of("registration_transactions", "Transactions for a registration", "", registrationTransactions, 1.5),
                new Series("read", "GET of an endpoint", "endpoints", "µs", "bare HTTP and select", reading, 1.5),
                of("read_pages", "Pages of tables and indexes for a GET", "", readingPages, 1.5),
                of("read_transactions", "Transactions for a GET", "", readingTransactions, 1.5),
                new Series(
                        "first_evaluation",
                        "First evaluation of a filter",
                        "endpoints",
                        "ms",
                        "sequential scan",
                        evaluation,
                        1.5),
                of("disk", "Disk per endpoint with its token", "B", disk, 1.2),
                of("memory", "Resident memory at rest", "MB", memory, 1.2));
    }

    private static Series of(String key, String title, String unit, List<Series.Point> points, double most) {
        return new Series(key, title, "endpoints", unit, "", points, most);
    }

    private Series.Point evaluated(Filters filters, int size) {
        double scan = millis(() -> register.query(SCAN));
        double evaluation = millis(
                () -> filters.awaitActive(filters.add("{\"metadata.battery\":{\"$lt\":2}}"), Duration.ofMinutes(10)));
        return new Series.Point(size, evaluation, Optional.of(scan));
    }

    private double megabytes() {
        try (Server server = bed.start(List.of(), Map.of("KAA_EPR_INSTANCE_NAME", "eprmemory"))) {
            Memory.rest();
            return server.jvm().residentKilobytes() / KB_PER_MB;
        }
    }

    /** Lists a page of what more and more endpoints belong to. */
    private Series matches() {
        List<Series.Point> points = new ArrayList<>();
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), 1);
                Filters filters = new Filters(client, bed.plan().seed())) {
            for (int part : new int[] {1, 10, 100, 900}) {
                String id = filters.add("{\"metadata.k1\":{\"$lt\":%d}}".formatted(part));
                long matched = filters.awaitActive(id, Duration.ofMinutes(10))
                        .path("matchedEndpointsCount")
                        .asLong();
                Call page = Rest.get(client, "/epr/api/v1/endpoints?limit=20&filterId=" + id);
                points.add(Series.Point.of(
                        matched, Growth.loop(bed, 1).run(page).sound().millis(P99)));
            }
        }
        return new Series(
                "list_by_filter", "p99 of a page of 20 of the members of a filter", "members", "ms", "", points, 2);
    }

    private static double millis(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / NANOS_PER_MILLI;
    }

    private static double bytes(Database database, String table) {
        return database.query(BYTES.formatted(table, table)).iterator().next().getDouble(0);
    }
}
