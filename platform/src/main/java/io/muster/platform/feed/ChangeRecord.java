package io.muster.platform.feed;

import java.time.Instant;

/**
 * One stored change whose consequences are still to be published.
 *
 * @param sequence position; grows within a partition, and per subject in the order of the changes
 * @param partition feed partition, see {@link Partitions}
 * @param kind what happened, in the words of the service that wrote it
 * @param subject what it happened to, such as an endpoint ID
 * @param content what is needed to publish, in the words of the service
 * @param correlationId trace ID of the cause
 * @param createdAt time of the change
 */
public record ChangeRecord(
        long sequence,
        int partition,
        String kind,
        String subject,
        Content content,
        String correlationId,
        Instant createdAt) {

    /** The content as text. */
    public String body() {
        return content.text();
    }
}
