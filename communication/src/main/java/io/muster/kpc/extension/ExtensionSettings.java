package io.muster.kpc.extension;

import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import java.time.Duration;

/**
 * How to talk with extensions.
 *
 * @param timeout how long an extension may take to answer a request with an ID
 * @param maxInFlight requests with an ID that may wait for their answers at the same time, over all connections
 * @param delay how long an extension may take on average before it counts as overloaded, unless it is always slow
 * @param newestLayout whether {@code ClientData} is sent with nine fields instead of the eight of Kaa 1.1
 */
public record ExtensionSettings(Duration timeout, int maxInFlight, Duration delay, boolean newestLayout) {
    /** Ten seconds, 5,000 requests, 150 ms, the layout of Kaa 1.1. */
    public static final ExtensionSettings DEFAULT =
            new ExtensionSettings(Duration.ofSeconds(10), 5_000, Duration.ofMillis(150), false);

    private static final Key<Duration> TIMEOUT = Key.duration(
                    "kaa.kpc.extension-timeout", Duration.ofMillis(100), Duration.ofMinutes(10))
            .byDefault(DEFAULT.timeout)
            .about("How long KPC waits for an extension to answer a request with an ID; then 504.");
    private static final Key<Integer> MAX_IN_FLIGHT = Key.integer("kaa.kpc.limits.in-flight", 1, 10_000_000)
            .byDefault(DEFAULT.maxInFlight)
            .about(
                    "Requests that may wait for extensions at the same time; beyond it MQTT is read no further, HTTP gets 503.");
    private static final Key<Duration> DELAY = Key.duration(
                    "kaa.kpc.limits.extension-delay", Duration.ofMillis(10), Duration.ofMinutes(10))
            .byDefault(DEFAULT.delay)
            .about(
                    "Mean time to answer from which on an extension gets fewer requests at a time; who has some under way gets 429 for more.");
    private static final Key<Boolean> NEWEST_LAYOUT = Key.toggle("kaa.kpc.esp.newest-client-data")
            .byDefault(DEFAULT.newestLayout)
            .about("Whether ClientData is sent with nine fields instead of the eight of Kaa 1.1.");

    /** Reads {@code kaa.kpc}. */
    public static ExtensionSettings read(Reader reader) {
        return new ExtensionSettings(
                reader.get(TIMEOUT), reader.get(MAX_IN_FLIGHT), reader.get(DELAY), reader.get(NEWEST_LAYOUT));
    }
}
