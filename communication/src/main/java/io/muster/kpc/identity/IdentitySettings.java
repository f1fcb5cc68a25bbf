package io.muster.kpc.identity;

import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import java.time.Duration;

/**
 * How to ask the authentication provider.
 *
 * @param timeout how long an answer may take
 * @param maxOutstanding questions that may wait at the same time; further ones are refused at once
 */
public record IdentitySettings(Duration timeout, int maxOutstanding) {
    /** Five seconds, 20,000 questions. */
    public static final IdentitySettings DEFAULT = new IdentitySettings(Duration.ofSeconds(5), 20_000);

    private static final Key<Duration> TIMEOUT = Key.duration(
                    "kaa.kpc.identification-timeout", Duration.ofMillis(100), Duration.ofMinutes(1))
            .byDefault(DEFAULT.timeout)
            .about("How long KPC waits for the authentication provider.");
    private static final Key<Integer> MAX_OUTSTANDING = Key.integer("kaa.kpc.limits.identifications", 1, 1_000_000)
            .byDefault(DEFAULT.maxOutstanding)
            .about("Identifications that may wait for the authentication provider at the same time.");

    /** Reads {@code kaa.kpc}. */
    public static IdentitySettings read(Reader reader) {
        return new IdentitySettings(reader.get(TIMEOUT), reader.get(MAX_OUTSTANDING));
    }
}
