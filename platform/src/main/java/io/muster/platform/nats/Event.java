package io.muster.platform.nats;

/**
 * A broadcast event.
 *
 * @param subject NATS subject
 * @param about what it tells of, such as an endpoint ID: events about the same come in order
 * @param payload bare Avro datum
 * @param messageId stable over repetitions, so that JetStream drops duplicates
 */
@SuppressWarnings("ArrayRecordComponent") // the payload is handed through, never compared
public record Event(String subject, String about, byte[] payload, String messageId) {}
