package io.muster.platform.nats;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * The fields every message of 3/ISM starts with: trace ID, creation time, life span.
 *
 * @param <T> the generated record
 */
public final class Envelope<T extends SpecificRecord> {

    private static final int ABSENT = -1;

    private final int correlationId;
    private final int timestamp;
    private final int timeout;

    private Envelope(Schema schema) {
        correlationId = position(schema, "correlationId");
        timestamp = position(schema, "timestamp");
        timeout = position(schema, "timeout");
    }

    /** Finds the fields in a schema; 17/SCMP has no life span. */
    public static <T extends SpecificRecord> Envelope<T> of(Schema schema) {
        return new Envelope<>(schema);
    }

    private static int position(Schema schema, String name) {
        Schema.Field field = schema.getField(name);
        return field == null ? ABSENT : field.pos();
    }

    /** The trace ID. */
    public String correlationId(T message) {
        return String.valueOf(message.get(correlationId));
    }

    /** Whether the message says that it is no longer worth an answer at {@code now}, in epoch milliseconds. */
    public boolean expired(T message, long now) {
        if (timeout == ABSENT || !(message.get(timeout) instanceof Long span) || span <= 0) {
            return false;
        }
        return message.get(timestamp) instanceof Long created && now - created > span;
    }
}
