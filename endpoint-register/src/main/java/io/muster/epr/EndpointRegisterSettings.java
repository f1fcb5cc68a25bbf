package io.muster.epr;

import io.muster.epr.metadata.MetadataLimits;
import io.muster.platform.feed.FeedSettings;
import io.muster.platform.work.Gatherer;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of the Endpoint Register.
 *
 * @param communicationInstance service instance name of the communication service whose connections are followed
 * @param metadata limits of metadata
 * @param maxBatch endpoints per batch call
 * @param restrictedMetadataKeys keys that other services may not touch over 19/EPMMP
 * @param writes limits of the write path
 * @param maxRequests requests over NATS carried out at the same time
 * @param abandonedAfter age at which an unfinished registration is cleaned up; longer than any registration takes
 * @param feed tuning of the change feed
 */
public record EndpointRegisterSettings(
        String communicationInstance,
        MetadataLimits metadata,
        int maxBatch,
        Set<String> restrictedMetadataKeys,
        Gatherer.Settings writes,
        int maxRequests,
        Duration abandonedAfter,
        FeedSettings feed) {

    /** Follows {@code kpc}; 1,000 endpoints per batch; nothing restricted; four lanes of up to 200 writes. */
    public static final EndpointRegisterSettings DEFAULT = new EndpointRegisterSettings(
            "kpc",
            MetadataLimits.DEFAULT,
            1_000,
            Set.of(),
            new Gatherer.Settings(4, 200, 10_000),
            256,
            Duration.ofMinutes(1),
            FeedSettings.DEFAULT);
}
