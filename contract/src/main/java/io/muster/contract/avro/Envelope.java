package io.muster.contract.avro;

import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * What all messages have in common.
 *
 * @param correlationId ties together the messages of one piece of work; any text
 * @param timestamp when the message was made, in milliseconds since 1970-01-01T00:00Z
 * @param timeout how many milliseconds it stays valid; 0 for ever, as for all messages of 17/SCMP, which have none
 */
public record Envelope(String correlationId, long timestamp, long timeout) {
    /** The common fields of a generated record. */
    public static Envelope of(IndexedRecord message) {
        Schema.Field timeout = message.getSchema().getField("timeout");
        return new Envelope(
                String.valueOf(value(message, "correlationId")),
                (Long) value(message, "timestamp"),
                timeout == null ? 0 : (Long) message.get(timeout.pos()));
    }

    /** Whether the message is no longer worth handling at {@code now}, in milliseconds since 1970-01-01T00:00Z. */
    public boolean isExpired(long now) {
        return timeout > 0 && now > timestamp && now - timestamp > timeout;
    }

    private static Object value(IndexedRecord message, String field) {
        return message.get(message.getSchema().getField(field).pos());
    }
}
