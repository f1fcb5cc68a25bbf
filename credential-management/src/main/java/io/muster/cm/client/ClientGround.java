package io.muster.cm.client;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.cm.credential.Announcements;
import io.muster.cm.credential.Marks;
import io.muster.cm.credential.Usage;
import io.muster.platform.postgres.Database;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the credentials of clients stand on. */
public record ClientGround(
        Database database, Marks marks, Usage usage, Announcements announcements, Clock clock, MeterRegistry metrics) {

    /** A moment as a parameter of a statement. */
    static @Nullable OffsetDateTime column(Optional<Instant> time) {
        return time.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null);
    }
}
