package io.muster.platform.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What concerns the process as a whole.
 *
 * @param unreadyBeforeStop how long everything goes on after a stop signal while health says that it will not; where it is
 *     not configured, the program decides
 * @param gracefulShutdown how long requests in work may take after that
 */
public record ProcessSettings(
        EnabledServices services, DataDirectory data, Optional<Duration> unreadyBeforeStop, Duration gracefulShutdown) {
    private static final Key<Duration> UNREADY_BEFORE_STOP = Key.duration(
                    "muster.unready-before-stop", Duration.ZERO, Duration.ofMinutes(10))
            .byDefaultAs("5s, or 0s with an own NATS server")
            .about(
                    "How long everything goes on after a stop signal while /health answers 503 already: longer than a load"
                            + " balancer takes to notice.");
    private static final Key<Duration> GRACEFUL_SHUTDOWN = Key.seconds(
                    "service.graceful-shutdown", Duration.ZERO, Duration.ofHours(1))
            .byDefault(Duration.ofSeconds(30))
            .about("How long work in flight may take to finish after a stop signal.");

    public static ProcessSettings read(Reader reader) {
        return new ProcessSettings(
                EnabledServices.read(reader),
                DataDirectory.read(reader),
                reader.find(UNREADY_BEFORE_STOP),
                reader.get(GRACEFUL_SHUTDOWN));
    }
}
