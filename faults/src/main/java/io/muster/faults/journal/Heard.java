package io.muster.faults.journal;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.EventLog;

/**
 * An event as the stream holds it.
 *
 * @param sequence its place in the stream
 * @param messageId by which repetitions are known
 * @param stored when NATS stored it, in nanoseconds of this process
 */
public record Heard(long sequence, String messageId, long stored, EventLog.Event event) {

    /** What it says. */
    public JsonNode body() {
        return event.body();
    }

    /** The endpoint it is about; empty for others. */
    public String endpointId() {
        return body().path("endpointId").asText();
    }

    /** The trace ID of its cause. */
    public String correlationId() {
        return body().path("correlationId").asText();
    }
}
