package io.muster.benchmark.measure;

import io.muster.benchmark.client.RequestReply;
import io.muster.benchmark.load.Call;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.Server;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import io.muster.cm.secret.HashKey;
import io.muster.platform.postgres.Database;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongFunction;

/** Validation of tokens that CM has to look up, in tables that grow. */
final class EcapTokenUncached {

    private static final String SELECT = "SELECT * FROM endpoint_token WHERE application = $1 AND token_hash = $2";
    private static final int SIZES = 3;
    private static final double FLAT = 0.8;

    private EcapTokenUncached() {}

    static List<Figure> measure(TestBed bed) {
        Map<Integer, Figure> bySize = bySize(bed);
        List<Figure> figures = new ArrayList<>(List.copyOf(bySize.values()).reversed());
        Figure flatness =
                flatness(figures.getLast(), figures.getFirst(), bed.plan().tokens());
        figures.set(0, named(figures.getFirst(), "ecap_token_uncached", new Target.RatioAtLeast(0.5)));
        figures.add(flatness);
        return figures;
    }

    /** Look-ups by the number of tokens, the smallest table first. */
    static Map<Integer, Figure> bySize(TestBed bed) {
        Database database = bed.database("cm");
        HashKey key = bed.hashKey();
        Fleet fleet = new Fleet("big", bed.plan().tokens(), bed.plan().seed());
        Map<Integer, Figure> figures = new LinkedHashMap<>();
        // A CM of its own that remembers nothing; the instance name keeps requests away from the other.
        try (Server forgetful = bed.start(
                        List.of("--services", "cm"),
                        Map.of("KAA_CM_CACHE_ENTRIES", "0", "KAA_CM_INSTANCE_NAME", "cmuncached"));
                RequestReply client = new RequestReply(bed.bus(), "bench.inbox.uncached")) {
            int present = 0;
            int size = smallest(bed);
            for (int step = 0; step < SIZES; step++, size *= 10) {
                fleet.provision(database, key, present, size);
                present = size;
                figures.put(size, measure(bed, database, client, fleet, size));
            }
        }
        return figures;
    }

    private static int smallest(TestBed bed) {
        return bed.plan().tokens() / (int) Math.pow(10, SIZES - 1);
    }

    /** The rate with the most tokens beside that with the fewest: what a hundred times as many tokens cost. */
    private static Figure flatness(Figure fewest, Figure most, int tokens) {
        double ratio = relative(most) / relative(fewest);
        return new Figure(
                "ecap_token_uncached.flatness",
                "Look-ups of %,d tokens beside those of a hundredth".formatted(tokens),
                "1/s",
                most.value(),
                Optional.of(new Figure.Limit("look-ups with a hundredth of the tokens", fewest.value())),
                Optional.of(Spread.of(most.value().median() / fewest.value().median())),
                new Target.RatioAtLeast(FLAT),
                Map.of("ratio of the ratios to bare selects", String.format(Locale.ROOT, "%.2f", ratio)));
    }

    private static double relative(Figure figure) {
        return figure.ratio().map(Spread::median).orElse(1.0);
    }

    private static Figure measure(TestBed bed, Database database, RequestReply client, Fleet fleet, int size) {
        HashKey key = bed.hashKey();
        LongFunction<byte[]> request = number ->
                Validation.tokenRequest(fleet.token(ThreadLocalRandom.current().nextInt(size)));
        Call select = number -> database.queryAsync(
                        SELECT,
                        Fleet.APPLICATION,
                        key.ofToken(
                                        Fleet.APPLICATION,
                                        fleet.token(ThreadLocalRandom.current().nextInt(size)))
                                .bytes())
                .toCompletionStage();
        int answer = Validation.tokenAnswer(client, "cmuncached", request.apply(0));
        // Smaller tables are there to be compared with, once.
        int repetitions = size == bed.plan().tokens() ? bed.plan().repetitions() : 1;
        Call validation = Validation.tokens(client, "cmuncached", request, answer);
        if (size == smallest(bed)) {
            Duel.warmUp(bed, Validation.OUTSTANDING, validation);
        }
        Duel duel = Duel.closedAgain(bed, Validation.OUTSTANDING, repetitions, select, validation);
        return duel.rates(
                "ecap_token_uncached." + size,
                "ECAP token validation, not cached, random of %,d tokens".formatted(size),
                "select by key through the same driver and pool",
                new Target.None());
    }

    private static Figure named(Figure figure, String key, Target target) {
        return new Figure(
                key,
                figure.title(),
                figure.unit(),
                figure.value(),
                figure.limit(),
                figure.ratio(),
                target,
                figure.notes());
    }
}
