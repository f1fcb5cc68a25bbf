package io.muster.kpc.guard;

import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import java.time.Duration;

/**
 * How often an address may be refused before it has to wait.
 *
 * @param maxFailures refused credentials and tokens per minute and address; 0 for any number
 * @param barredFor how long an address has to wait after more of them
 */
public record AddressLimits(int maxFailures, Duration barredFor) {
    /** Ten a second, then a minute to wait. */
    public static final AddressLimits DEFAULT = new AddressLimits(600, Duration.ofMinutes(1));

    private static final String PREFIX = "kaa.kpc.limits.";
    private static final Key<Integer> MAX_FAILURES = Key.integer(PREFIX + "failures-per-minute", 0, 1_000_000)
            .byDefault(DEFAULT.maxFailures)
            .about("Refused credentials and tokens per minute and address, over MQTT and HTTP together, after which the"
                    + " address has to wait; 0 for any number.");
    private static final Key<Duration> BARRED_FOR = Key.duration(
                    PREFIX + "barred-for", Duration.ofSeconds(1), Duration.ofDays(7))
            .byDefault(DEFAULT.barredFor)
            .about("How long such an address has to wait.");

    /** Reads {@code kaa.kpc.limits}. */
    public static AddressLimits read(Reader reader) {
        return new AddressLimits(reader.get(MAX_FAILURES), reader.get(BARRED_FOR));
    }
}
