package io.muster.benchmark.measure;

import io.muster.benchmark.client.RequestReply;
import io.muster.benchmark.load.Patience;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Target;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** Validation of tokens that CM remembers. */
final class EcapToken {

    private static final int TOKENS = 10_000;

    private EcapToken() {}

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = new Fleet(
                        "cached",
                        Math.min(TOKENS, bed.plan().tokens()),
                        bed.plan().seed())
                .provision(bed.database("cm"), bed.hashKey());
        byte[][] requests = Validation.tokenRequests(fleet, fleet.size());
        LongFunction<byte[]> request = number -> requests[(int) (number % requests.length)];
        bed.echo();
        try (RequestReply client = new RequestReply(bed.bus(), "bench.inbox.token")) {
            int size = Validation.tokenAnswer(client, Validation.CM, requests[0]);
            Patience.on(CompletableFuture.allOf(Stream.of(requests)
                    .map(each -> Validation.token(client, each))
                    .toArray(CompletableFuture<?>[]::new)));
            Duel duel = Duel.closed(
                    bed,
                    Validation.OUTSTANDING,
                    Validation.echo(client, request, size),
                    Validation.tokens(client, Validation.CM, request, size));
            return List.of(duel.rates(
                    "ecap_token",
                    "ECAP token validation, cached, " + Validation.OUTSTANDING + " outstanding",
                    "NATS request-reply with %d and %d bytes".formatted(requests[0].length, size),
                    new Target.RatioAtLeast(0.85)));
        }
    }
}
