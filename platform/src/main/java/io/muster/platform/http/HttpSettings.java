package io.muster.platform.http;

import java.time.Duration;
import java.util.List;

/**
 * The HTTP server.
 *
 * @param host address to listen on
 * @param port port; 0 takes a free one
 * @param maxBody largest request body in bytes
 * @param maxInFlight requests worked on at the same time; further ones are answered 503
 * @param delay how long an operation may take on average before fewer of it are worked on at a time, unless it is always
 *     slow
 * @param allowedOrigins origins whose pages may call the API from a browser; {@code *} for any
 */
public record HttpSettings(
        String host, int port, int maxBody, int maxInFlight, Duration delay, List<String> allowedOrigins) {

    /** Default limit of a request body: 4 MiB, room for a batch of 1,000 endpoints. */
    public static final int DEFAULT_MAX_BODY = 4 << 20;

    /** Default number of requests worked on at the same time. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 1_024;

    /** Default of {@link #delay}. */
    public static final Duration DEFAULT_DELAY = Duration.ofMillis(500);

    /** Loopback, default limits, no foreign origins. */
    public static HttpSettings loopback(int port) {
        return new HttpSettings("127.0.0.1", port, DEFAULT_MAX_BODY, DEFAULT_MAX_IN_FLIGHT, DEFAULT_DELAY, List.of());
    }
}
