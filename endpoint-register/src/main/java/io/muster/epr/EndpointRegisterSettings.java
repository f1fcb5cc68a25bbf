package io.muster.epr;

import io.muster.epr.filter.stored.FilterSettings;
import io.muster.epr.metadata.MetadataLimits;
import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import io.muster.platform.config.ValueType;
import io.muster.platform.feed.FeedSettings;
import io.muster.platform.work.Gatherer;
import java.time.Duration;
import java.util.List;
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
 * @param filters limits of filters and searches
 */
public record EndpointRegisterSettings(
        String communicationInstance,
        MetadataLimits metadata,
        int maxBatch,
        Set<String> restrictedMetadataKeys,
        Gatherer.Settings writes,
        int maxRequests,
        Duration abandonedAfter,
        FeedSettings feed,
        FilterSettings filters) {

    private static final Key<String> COMMUNICATION = Key.name("kaa.epr.communication-service.service-instance.name")
            .byDefaultAs("instance name of KPC")
            .about("The KPC whose connected events tell the application versions of endpoints.");
    private static final Key<Integer> MAX_BATCH = Key.integer("kaa.epr.max-batch", 1, 100_000)
            .byDefault(1_000)
            .about("Endpoints per batch registration and batch delete.");
    private static final Key<List<String>> RESTRICTED = Key.list("kaa.epr.restricted-metadata-keys", ValueType.text())
            .byDefaultAs("none")
            .about("Metadata keys that other services may not touch over 19/EPMMP.");

    /** Follows {@code kpc}; 1,000 endpoints per batch; nothing restricted; up to 200 writes together. */
    public static final EndpointRegisterSettings DEFAULT = new EndpointRegisterSettings(
            "kpc",
            MetadataLimits.DEFAULT,
            1_000,
            Set.of(),
            Gatherer.Settings.of(200, 10_000),
            256,
            Duration.ofMinutes(1),
            FeedSettings.DEFAULT,
            FilterSettings.DEFAULT);

    /**
     * Reads the settings.
     *
     * @param communication instance name of KPC, used unless configured otherwise
     */
    public static EndpointRegisterSettings read(Reader reader, String communication) {
        return new EndpointRegisterSettings(
                reader.find(COMMUNICATION).orElse(communication),
                MetadataLimits.read(reader),
                reader.get(MAX_BATCH),
                Set.copyOf(reader.find(RESTRICTED).orElse(List.of())),
                DEFAULT.writes(),
                DEFAULT.maxRequests(),
                DEFAULT.abandonedAfter(),
                FeedSettings.read(reader),
                FilterSettings.read(reader));
    }
}
