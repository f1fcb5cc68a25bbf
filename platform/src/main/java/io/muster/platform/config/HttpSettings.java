package io.muster.platform.config;

import java.time.Duration;

/**
 * The HTTP server that all services of the process share.
 *
 * @param bind address to listen on; MQTT listens there as well
 * @param port 0 takes any free port
 * @param idleTimeout a connection without traffic for so long is closed
 */
public record HttpSettings(String bind, int port, ByteSize maxBodySize, Duration idleTimeout) {
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
            .byDefault(ByteSize.mib(1))
            .about("Largest request body; larger ones are answered with 413.");
    private static final Key<Duration> IDLE_TIMEOUT = Key.duration(
                    "muster.http.idle-timeout", Duration.ofSeconds(1), Duration.ofDays(1))
            .byDefault(Duration.ofSeconds(60))
            .about("A connection without traffic for so long is closed.");

    public static HttpSettings read(Reader reader) {
        return new HttpSettings(
                reader.get(BIND), reader.get(PORT), reader.get(MAX_BODY_SIZE), reader.get(IDLE_TIMEOUT));
    }
}
