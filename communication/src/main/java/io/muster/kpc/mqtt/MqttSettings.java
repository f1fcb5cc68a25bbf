package io.muster.kpc.mqtt;

import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The ways in for MQTT.
 *
 * @param host address to listen on
 */
public record MqttSettings(String host, Tcp tcp, Tls tls, WebSocket ws, MqttLimits limits) {
    private static final String PREFIX = "kaa.kpc.transports.mqtt.";
    private static final String BASIC_AUTH = ".basic-auth.required";

    /**
     * Plain TCP.
     *
     * @param port 0 takes a free one
     * @param passwordRequired whether CONNECT has to carry a valid user name and password
     */
    public record Tcp(boolean enabled, int port, boolean passwordRequired) {
        private static final Key<Boolean> ENABLED =
                Key.toggle(PREFIX + "tcp.enabled").byDefault(true).about("Whether KPC listens for MQTT over TCP.");
        private static final Key<Integer> PORT = Key.port(PREFIX + "tcp.port")
                .byDefault(1883)
                .flag("--mqtt-port")
                .about("TCP port of MQTT; 0 takes a free one.");
        private static final Key<Boolean> PASSWORD = Key.toggle(PREFIX + "tcp" + BASIC_AUTH)
                .byDefault(false)
                .about("Whether clients over TCP need a user name and password.");

        static Tcp read(Reader reader) {
            return new Tcp(reader.get(ENABLED), reader.get(PORT), reader.get(PASSWORD));
        }
    }

    /**
     * TLS 1.2 and 1.3.
     *
     * @param certificate PEM chain of the server; read again when it changes
     * @param key its PEM key
     * @param clientAuthority PEM certificates that sign those of clients; empty: clients cannot show any
     * @param certificateRequired whether clients have to
     * @param reloadInterval how often the files are looked at
     */
    public record Tls(
            boolean enabled,
            int port,
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<Path> clientAuthority,
            boolean passwordRequired,
            boolean certificateRequired,
            Duration reloadInterval) {
        /** Switched off. */
        public static final Tls OFF = new Tls(
                false,
                8883,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Duration.ofSeconds(10));

        private static final Key<Boolean> ENABLED =
                Key.toggle(PREFIX + "tls.enabled").byDefault(false).about("Whether KPC listens for MQTT over TLS.");
        private static final Key<Integer> PORT =
                Key.port(PREFIX + "tls.port").byDefault(8883).about("TCP port of MQTT over TLS; 0 takes a free one.");
        private static final Key<Path> CERTIFICATE = Key.path(PREFIX + "tls.cert-file")
                .about("PEM file with the certificate chain of KPC; read again when it changes.");
        private static final Key<Path> KEY =
                Key.path(PREFIX + "tls.key-file").about("PEM file with the private key of that certificate.");
        private static final Key<Path> CLIENT_AUTHORITY = Key.path(PREFIX + "tls.client-ca-file")
                .about("PEM file with the certificates that sign those of clients.");
        private static final Key<Boolean> PASSWORD = Key.toggle(PREFIX + "tls" + BASIC_AUTH)
                .byDefault(false)
                .about("Whether clients over TLS need a user name and password.");
        private static final Key<Boolean> X509 = Key.toggle(PREFIX + "tls.x509-auth.required")
                .byDefault(false)
                .about("Whether clients over TLS need a certificate.");
        private static final Key<Duration> RELOAD = Key.duration(
                        PREFIX + "tls.reload-interval", Duration.ofMillis(50), Duration.ofDays(1))
                .byDefault(OFF.reloadInterval)
                .about("How often KPC looks whether its TLS files have changed.");

        static Tls read(Reader reader) {
            Tls tls = new Tls(
                    reader.get(ENABLED),
                    reader.get(PORT),
                    reader.find(CERTIFICATE),
                    reader.find(KEY),
                    reader.find(CLIENT_AUTHORITY),
                    reader.get(PASSWORD),
                    reader.get(X509),
                    reader.get(RELOAD));
            if (tls.certificateRequired && tls.clientAuthority.isEmpty()) {
                reader.refuse(CLIENT_AUTHORITY, "client certificates are required, so client-ca-file is needed");
            }
            return tls;
        }

        private void require(Reader reader, boolean webSocket) {
            if ((enabled || webSocket) && (certificate.isEmpty() || key.isEmpty())) {
                reader.refuse(
                        certificate.isEmpty() ? CERTIFICATE : KEY,
                        "MQTT over TLS is on, so cert-file and key-file are needed");
            }
        }
    }

    /**
     * WebSocket, on the path {@code /ws}.
     *
     * @param port of its own; empty for the HTTP port of the program
     * @param tls whether that port speaks TLS, with the certificate of {@link Tls}; clients show none there
     */
    public record WebSocket(boolean enabled, Optional<Integer> port, boolean tls, boolean passwordRequired) {
        private static final Key<Boolean> ENABLED = Key.toggle(PREFIX + "ws.enabled")
                .byDefault(true)
                .about("Whether KPC takes MQTT over WebSocket on the path /ws.");
        private static final Key<Integer> PORT = Key.port(PREFIX + "ws.port")
                .byDefaultAs("the HTTP port")
                .about("TCP port of its own for MQTT over WebSocket; 0 takes a free one.");
        private static final Key<Boolean> TLS = Key.toggle(PREFIX + "ws.tls")
                .byDefault(false)
                .about("Whether that port speaks TLS, with the certificate under tls; it needs a port of its own.");
        private static final Key<Boolean> PASSWORD = Key.toggle(PREFIX + "ws" + BASIC_AUTH)
                .byDefault(false)
                .about("Whether clients over WebSocket need a user name and password.");

        static WebSocket read(Reader reader) {
            WebSocket ws = new WebSocket(reader.get(ENABLED), reader.find(PORT), reader.get(TLS), reader.get(PASSWORD));
            if (ws.tls && ws.port.isEmpty()) {
                reader.refuse(PORT, "MQTT over WebSocket and TLS needs a port of its own");
            }
            return ws;
        }
    }

    /** Plain TCP on that port and WebSocket on the HTTP port, nothing required. */
    public static MqttSettings loopback(int port) {
        return new MqttSettings(
                "127.0.0.1",
                new Tcp(true, port, false),
                Tls.OFF,
                new WebSocket(true, Optional.empty(), false, false),
                MqttLimits.DEFAULT);
    }

    /**
     * Reads {@code kaa.kpc}.
     *
     * @param host address to listen on
     */
    public static MqttSettings read(Reader reader, String host) {
        Tcp tcp = Tcp.read(reader);
        Tls tls = Tls.read(reader);
        WebSocket ws = WebSocket.read(reader);
        tls.require(reader, ws.tls);
        return new MqttSettings(host, tcp, tls, ws, MqttLimits.read(reader));
    }

    boolean passwordRequired(Transport.Kind kind) {
        return switch (kind) {
            case TCP -> tcp.passwordRequired;
            case TLS -> tls.passwordRequired;
            case WS -> ws.passwordRequired;
        };
    }

    boolean certificateRequired(Transport.Kind kind) {
        return switch (kind) {
            case TLS -> tls.certificateRequired;
            case TCP, WS -> false;
        };
    }
}
