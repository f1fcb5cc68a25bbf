package io.muster.contract.avro;

import java.util.OptionalInt;
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
        return Places.in(message.getSchema()).envelopeOf(message);
    }

    /**
     * Where the records of one kind have the common fields: asking the schema by name for each message takes longer than
     * reading them.
     */
    public record Places(int correlationId, int timestamp, OptionalInt timeout) {
        /** Looks them up. */
        public static Places in(Schema record) {
            Schema.Field timeout = record.getField("timeout");
            return new Places(
                    record.getField("correlationId").pos(),
                    record.getField("timestamp").pos(),
                    timeout == null ? OptionalInt.empty() : OptionalInt.of(timeout.pos()));
        }

        /** Of a record of this kind. */
        public String correlationIdOf(IndexedRecord message) {
            return String.valueOf(message.get(correlationId));
        }

        /** The common fields of a record of this kind. */
        public Envelope envelopeOf(IndexedRecord message) {
            return new Envelope(
                    correlationIdOf(message),
                    (Long) message.get(timestamp),
                    timeout.isEmpty() ? 0 : (Long) message.get(timeout.getAsInt()));
        }
    }

    /** Whether the message is no longer worth handling at {@code now}, in milliseconds since 1970-01-01T00:00Z. */
    public boolean isExpired(long now) {
        return timeout > 0 && now > timestamp && now - timestamp > timeout;
    }
}
