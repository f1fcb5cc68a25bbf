package io.muster.server.events;

import java.time.Instant;

/**
 * A message as it was heard.
 *
 * @param time when it was heard, or stored where it is replayed
 * @param subject NATS subject
 * @param payload as it came; may be anything
 */
@SuppressWarnings("ArrayRecordComponent") // handed to the renderer, never compared
public record Heard(Instant time, String subject, byte[] payload) {}
