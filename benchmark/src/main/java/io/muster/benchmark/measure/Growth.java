package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.ClosedLoop;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Series;
import io.muster.platform.postgres.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How cost grows: with endpoints, filters, tokens and matches. Cost is the time of a request at the greatest throughput,
 * so that it shows work rather than queues; beside it stands that of bare statements at the same moment, since the
 * machine may change meanwhile.
 */
public record Growth(String key, Function<TestBed, List<Series>> run) {

    private static final double MICROS = 1e6;

    /** Points of a series bear each other out. */
    private static final int REPETITIONS = 2;

    /** All there are, each for a test bed of its own. */
    public static List<Growth> all() {
        return List.of(
                new Growth("endpoints", GrowthByEndpoints::measure),
                new Growth("filters", Growth::filters),
                new Growth("tokens", Growth::tokens));
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
                Costs costs = Costs.together(register, Rest.update(client, fleet, "battery"));
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
    static Series.Point beside(TestBed bed, long x, Call bare, Call call) {
        Duel duel = Duel.closed(bed, Rest.CONNECTIONS, REPETITIONS, bare, call);
        return new Series.Point(x, MICROS / duel.rate(), Optional.of(MICROS / duel.limitRate()));
    }

    /** The load that costs are measured under, with so many requests under way. */
    static ClosedLoop loop(TestBed bed, int outstanding) {
        return new ClosedLoop(outstanding, bed.plan().warmUp(), bed.plan().duration(), bed.processors());
    }
}
