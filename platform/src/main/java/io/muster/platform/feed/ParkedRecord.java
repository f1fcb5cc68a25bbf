package io.muster.platform.feed;

import java.time.Instant;

/**
 * A change that could not be published for a permanent reason.
 *
 * @param sequence names it within its feed
 * @param kind what happened, in the words of the service that wrote it
 * @param subject what it happened to; later changes of the same wait behind it
 * @param reason why it could not be published
 * @param held changes of the same subject that wait behind it
 * @param createdAt time of the change
 * @param parkedAt when it was given up
 */
public record ParkedRecord(
        long sequence, String kind, String subject, String reason, long held, Instant createdAt, Instant parkedAt) {}
