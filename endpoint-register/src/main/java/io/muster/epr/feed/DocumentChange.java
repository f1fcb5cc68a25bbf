package io.muster.epr.feed;

import io.muster.epr.metadata.MetadataDiff;
import java.time.Instant;
import java.util.Optional;

/**
 * One stored change of one endpoint, as membership of filters sees it.
 *
 * @param sequence number of the change record; grows per endpoint in the order of the changes
 * @param partition feed partition of the endpoint
 * @param endpointId endpoint that was changed
 * @param application application it belongs to; never changes
 * @param before the endpoint before the change; absent when it was registered by it
 * @param after the endpoint after the change; absent when it was unregistered by it
 * @param diff what the change did to the metadata of an endpoint that was there before and still is
 * @param createdAt when the endpoint was registered; tells a deleted endpoint from a later one of the same ID
 * @param changedAt time of the change, which is the time of the events it causes
 * @param correlationId trace ID of the cause
 * @param messageId stable start of the message IDs of this change's events; what is appended must tell them apart and be
 *     the same when the batch is repeated
 */
public record DocumentChange(
        long sequence,
        int partition,
        String endpointId,
        String application,
        Optional<Document> before,
        Optional<Document> after,
        MetadataDiff diff,
        Instant createdAt,
        Instant changedAt,
        String correlationId,
        String messageId) {}
