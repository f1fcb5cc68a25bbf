package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Sample;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import io.muster.platform.postgres.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Change of one key, durable and with its event, against the update of one row; and the same under many filters. */
final class RestUpdate {

    static final int FLEET = 10_000;

    private static final int SOME_FILTERS = 1_000;

    private RestUpdate() {}

    static List<Figure> measure(TestBed bed) {
        Database register = bed.database("epr");
        Fleet fleet = fleet(bed, register);
        BareTable table = BareTable.in(register).with(fleet);
        List<Figure> figures = new ArrayList<>();
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), Rest.CONNECTIONS)) {
            Duel none = Duel.closed(bed, Rest.CONNECTIONS, table.update(fleet), Rest.update(client, fleet, "battery"));
            figures.add(none.rates(
                    "rest_update",
                    "Changes of one key, %d connections, no filters".formatted(Rest.CONNECTIONS),
                    "update of one row, one transaction each, %d under way".formatted(Rest.CONNECTIONS),
                    new Target.RatioAtLeast(1.0)));
            try (Filters filters = new Filters(client, bed.plan().seed())) {
                for (int count = Math.min(SOME_FILTERS, bed.plan().filters());
                        count <= bed.plan().filters();
                        count *= 10) {
                    filters.grow(count);
                    Duel many = Duel.closedAgain(
                            bed,
                            Rest.CONNECTIONS,
                            bed.plan().repetitions(),
                            table.update(fleet),
                            Rest.update(client, fleet, "battery"));
                    figures.add(besideNone(none, many, count));
                }
            }
        }
        return figures;
    }

    static Fleet fleet(TestBed bed, Database register) {
        return new Fleet(
                        "small", Math.min(FLEET, bed.plan().fleet()), bed.plan().seed())
                .register(register);
    }

    /** The machine may have become slower meanwhile, hence each is seen relative to the bare updates beside it. */
    private static Figure besideNone(Duel none, Duel many, int count) {
        double ratio = (many.rate() / many.limitRate()) / (none.rate() / none.limitRate());
        return new Figure(
                        "rest_update." + count + "_filters",
                        "Changes of one key with %,d filters, of which each change concerns few".formatted(count),
                        "1/s",
                        Duel.spread(many.values(), Sample::rate),
                        Optional.of(new Figure.Limit(
                                "the same without filters, both relative to the bare updates of their time",
                                Duel.spread(none.values(), Sample::rate))),
                        Optional.of(Spread.of(ratio)),
                        new Target.RatioAtLeast(count <= SOME_FILTERS ? 0.9 : 0.8),
                        Map.of())
                .note("last run", many.values().getLast().text())
                .note("bare updates then", Double.toString(Math.rint(many.limitRate())));
    }
}
