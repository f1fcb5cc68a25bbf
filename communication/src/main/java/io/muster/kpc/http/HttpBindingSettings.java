package io.muster.kpc.http;

import io.muster.platform.config.ByteSize;
import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import java.time.Duration;
import java.util.Optional;

/**
 * The HTTP binding of 1/KP.
 *
 * @param port of its own; empty for the HTTP port of the program
 * @param announces whether {@code connected} is published when an endpoint is first seen here under an application
 *     version, so that the register learns the version
 * @param maxBody largest request body
 * @param maxInFlight requests in work at the same time; further ones are answered 503
 * @param bodyTimeout how long a body may take to come
 */
public record HttpBindingSettings(
        boolean enabled,
        Optional<Integer> port,
        boolean announces,
        ByteSize maxBody,
        int maxInFlight,
        Duration bodyTimeout) {
    /** On the HTTP port of the program. */
    public static final HttpBindingSettings DEFAULT =
            new HttpBindingSettings(true, Optional.empty(), true, ByteSize.kib(512), 1_024, Duration.ofSeconds(10));

    private static final String PREFIX = "kaa.kpc.transports.http.";
    private static final Key<Boolean> ENABLED = Key.toggle(PREFIX + "enabled")
            .byDefault(DEFAULT.enabled)
            .about("Whether devices may use POST /kp1/... besides MQTT.");
    private static final Key<Integer> PORT = Key.port(PREFIX + "port")
            .byDefaultAs("the HTTP port")
            .about("TCP port of its own for the HTTP binding; 0 takes a free one.");
    private static final Key<Boolean> ANNOUNCES = Key.toggle(PREFIX + "connected-events")
            .byDefault(DEFAULT.announces)
            .about("Whether KPC publishes connected when it first sees an endpoint under a version over HTTP.");
    private static final Key<ByteSize> MAX_BODY = Key.bytes(PREFIX + "max-body-size", ByteSize.kib(1), ByteSize.mib(64))
            .byDefault(DEFAULT.maxBody)
            .about("Largest body of a device's request; larger ones are answered 413.");
    private static final Key<Integer> MAX_IN_FLIGHT = Key.integer(PREFIX + "in-flight", 1, 1_000_000)
            .byDefault(DEFAULT.maxInFlight)
            .about("Requests of devices over HTTP in work at the same time; further ones are answered 503.");
    private static final Key<Duration> BODY_TIMEOUT = Key.duration(
                    PREFIX + "body-timeout", Duration.ofMillis(100), Duration.ofMinutes(10))
            .byDefault(DEFAULT.bodyTimeout)
            .about("How long the body of a device's request may take to come; then 400.");

    /** Reads {@code kaa.kpc.transports.http}. */
    public static HttpBindingSettings read(Reader reader) {
        return new HttpBindingSettings(
                reader.get(ENABLED),
                reader.find(PORT),
                reader.get(ANNOUNCES),
                reader.get(MAX_BODY),
                reader.get(MAX_IN_FLIGHT),
                reader.get(BODY_TIMEOUT));
    }
}
