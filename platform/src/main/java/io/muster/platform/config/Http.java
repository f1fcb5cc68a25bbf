package io.muster.platform.config;

import io.muster.platform.http.HttpSettings;
import java.time.Duration;
import java.util.List;

/** The configuration of the HTTP server that all services of the process share. */
public final class Http {
    /** For checks that concern the address together with other settings. */
    static final Key<String> BIND = Key.text("muster.bind")
            .byDefault("127.0.0.1")
            .flag("--bind")
            .about("Address that HTTP and MQTT listen on. Others than loopback need authentication.");

    private static final Key<Integer> PORT = Key.port("muster.http.port")
            .byDefault(8080)
            .flag("--http-port")
            .alias("server.port")
            .about("TCP port of REST, health and metrics; 0 takes a free one.");
    private static final Key<ByteSize> MAX_BODY_SIZE = Key.bytes(
                    "muster.http.max-body-size", ByteSize.kib(1), ByteSize.mib(256))
            .byDefault(new ByteSize(HttpSettings.DEFAULT_MAX_BODY))
            .about("Largest request body; larger ones are answered with 413.");
    private static final Key<Integer> MAX_IN_FLIGHT = Key.integer("muster.http.max-in-flight", 1, 100_000)
            .byDefault(HttpSettings.DEFAULT_MAX_IN_FLIGHT)
            .about("Requests worked on at the same time; further ones are answered with 503.");
    private static final Key<Duration> DELAY = Key.duration(
                    "muster.http.delay", Duration.ofMillis(10), Duration.ofMinutes(10))
            .byDefault(HttpSettings.DEFAULT_DELAY)
            .about(
                    "Mean time of an operation from which on fewer of it are worked on at a time, never fewer than 64; others get 503.");
    private static final Key<List<String>> ALLOWED_ORIGINS = Key.list("muster.http.allowed-origins", ValueType.text())
            .byDefaultAs("none")
            .about("Origins whose pages may call REST from a browser, for example https://console.example; * for any.");

    private Http() {}

    public static HttpSettings read(Reader reader) {
        return new HttpSettings(
                reader.get(BIND),
                reader.get(PORT),
                reader.get(MAX_BODY_SIZE).asInt(),
                reader.get(MAX_IN_FLIGHT),
                reader.get(DELAY),
                reader.find(ALLOWED_ORIGINS).orElse(List.of()));
    }
}
