package io.muster.platform.nats;

/**
 * A broadcast event.
 *
 * @param subject NATS subject
 * @param payload bare Avro datum
 * @param messageId stable over repetitions, so that JetStream drops duplicates
 */
@SuppressWarnings("ArrayRecordComponent") // the payload is handed through, never compared
public record Event(String subject, byte[] payload, String messageId) {}
