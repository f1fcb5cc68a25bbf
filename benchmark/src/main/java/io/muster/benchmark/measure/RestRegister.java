package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.OpenLoop;
import io.muster.benchmark.load.Sample;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Target;
import java.util.List;

/** Registration with a generated token, durable in EPR and CM, against an insert of one row in one transaction. */
final class RestRegister {

    private static final String LIMIT =
            "insert of one row of EPR alone, one transaction each, %d under way".formatted(Rest.CONNECTIONS);
    private static final double P99 = 99;

    private RestRegister() {}

    static List<Figure> measure(TestBed bed) {
        Fleet shape = new Fleet("shape", 1_000, bed.plan().seed());
        BareTable table = BareTable.in(bed.database("epr"));
        try (RestClient client = new RestClient(bed.vertx(), bed.server().httpPort(), Rest.CONNECTIONS)) {
            Call insert = table.insert(shape);
            Call register = Rest.register(client, shape);
            Duel most = Duel.closed(bed, Rest.CONNECTIONS, insert, register);
            Duel half = new Duel(
                    List.of(half(bed, most.limitRate(), table.insert(shape))),
                    List.of(half(bed, most.rate(), register)));
            return List.of(
                    most.rates(
                            "rest_register",
                            "Registrations, " + Rest.CONNECTIONS + " connections",
                            LIMIT,
                            new Target.RatioAtLeast(1.0)),
                    half.figure(
                            "rest_register.p99",
                            "p99 of a registration at half of the greatest rate",
                            "ms",
                            LIMIT + ", at half of its own greatest rate",
                            new Target.RatioAtMost(3),
                            sample -> sample.millis(P99)));
        }
    }

    private static Sample half(TestBed bed, double most, Call call) {
        return new OpenLoop(most / 2, bed.plan().warmUp(), bed.plan().duration(), bed.processors())
                .run(call)
                .sound();
    }
}
