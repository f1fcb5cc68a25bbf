package io.muster.cm.ecap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.cm.credential.Credential;
import java.util.List;
import java.util.stream.Stream;

/** Counts what became of presented credentials of one kind. */
final class Tally {

    /** By ordinal of the result; all of them are there from the start, so that rates begin at 0. */
    private final List<Counter> counters;

    /** @param kind label of the figures */
    Tally(MeterRegistry metrics, String kind) {
        counters = Stream.of(Result.values())
                .map(result -> Counter.builder("muster.cm.verdicts")
                        .description("Credentials that were presented, by kind and by what became of them")
                        .tag("kind", kind)
                        .tag("result", result.word())
                        .register(metrics))
                .toList();
    }

    <C extends Credential> Outcome<C> count(Outcome<C> outcome) {
        counters.get(outcome.result().ordinal()).increment();
        return outcome;
    }
}
