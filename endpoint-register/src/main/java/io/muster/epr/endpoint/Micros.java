package io.muster.epr.endpoint;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times in the precision of PostgreSQL. */
public final class Micros {

    private Micros() {}

    /** Microseconds since 1970. */
    public static long of(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** The time so many microseconds after 1970. */
    public static Instant at(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** The time without what PostgreSQL would round. */
    public static Instant cut(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    /** The time as the database client takes it. */
    public static OffsetDateTime parameter(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
