package io.muster.server.events;

import io.muster.platform.config.DurationText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** A moment in the past as an operator types it: {@code 10m}, {@code 2h}, {@code 2026-01-31T12:00:00Z}, or local time. */
public final class Since {

    /** What is understood, for messages. */
    public static final String ALLOWED =
            "a time span such as 30s, 10m, 2h or 7d, or a time such as 2026-01-31T12:00:00Z";

    private Since() {}

    /** The moment; empty when {@code text} is neither. */
    public static Optional<Instant> parse(String text, Instant now, ZoneId zone) {
        Optional<Duration> ago = DurationText.parse(text);
        if (ago.isPresent()) {
            return Optional.of(now.minus(ago.get()));
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException noOffset) {
            return local(text, zone);
        }
    }

    private static Optional<Instant> local(String text, ZoneId zone) {
        try {
            return Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant());
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }
}
