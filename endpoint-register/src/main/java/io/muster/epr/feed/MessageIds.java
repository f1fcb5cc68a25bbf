package io.muster.epr.feed;

import io.muster.platform.feed.ChangeRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Message IDs by which JetStream recognises an event that is published again.
 *
 * <p>The sequence number alone would not do: a database restored from a backup gives out numbers a second time. The time
 * of the change tells those apart.
 */
final class MessageIds {

    private final String schema;

    /** @param schema database schema that holds the records; services with schemas of their own share one stream */
    MessageIds(String schema) {
        this.schema = schema;
    }

    /** Start of the IDs of the events that {@code change} causes. */
    String of(ChangeRecord change) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, change.createdAt());
        return schema + '-' + change.sequence() + '-' + Long.toString(micros, Character.MAX_RADIX);
    }
}
