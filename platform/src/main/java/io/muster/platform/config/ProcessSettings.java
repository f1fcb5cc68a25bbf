package io.muster.platform.config;

import java.time.Duration;

/** What concerns the process as a whole. */
public record ProcessSettings(EnabledServices services, DataDirectory data, Duration gracefulShutdown) {
    private static final Key<Duration> GRACEFUL_SHUTDOWN = Key.seconds(
                    "service.graceful-shutdown", Duration.ZERO, Duration.ofHours(1))
            .byDefault(Duration.ofSeconds(30))
            .about("How long work in flight may take to finish after a stop signal.");

    public static ProcessSettings read(Reader reader) {
        return new ProcessSettings(
                EnabledServices.read(reader), DataDirectory.read(reader), reader.get(GRACEFUL_SHUTDOWN));
    }
}
