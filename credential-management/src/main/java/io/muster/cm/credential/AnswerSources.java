package io.muster.cm.credential;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts where answers about credentials of one kind came from. */
final class AnswerSources {

    private final Counter memory;
    private final Counter database;
    private final Counter grace;

    /** @param kind label of the figures */
    AnswerSources(MeterRegistry metrics, String kind) {
        memory = counter(metrics, kind, "memory");
        database = counter(metrics, kind, "database");
        grace = counter(metrics, kind, "grace");
    }

    private static Counter counter(MeterRegistry metrics, String kind, String source) {
        return Counter.builder("muster.cm.answers")
                .description("Answers about presented credentials, by kind and by where they came from")
                .tag("kind", kind)
                .tag("source", source)
                .register(metrics);
    }

    /** Remembered, and young enough. */
    void memory() {
        memory.increment();
    }

    /** Read for this very request. */
    void database() {
        database.increment();
    }

    /** Remembered, and given although it is old since the database is away. */
    void grace() {
        grace.increment();
    }
}
