package io.muster.platform.config;

import io.muster.platform.nats.NatsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configuration of NATS.
 *
 * @param urls servers of one cluster; empty: the program runs a server of its own on {@code ownPort}
 * @param token shared by all clients; instead of user name and password
 * @param credentials content of a {@code .creds} file; instead of user name and password
 */
public record Nats(
        List<ServerUrl> urls,
        int ownPort,
        Optional<String> username,
        Optional<Secret> password,
        Optional<Secret> token,
        Optional<Secret> credentials,
        Optional<NatsSettings.Tls> tls) {
    private static final Key<List<ServerUrl>> URLS = Key.list("nats.urls", ValueType.url("nats", "tls"))
            .byDefaultAs("own server")
            .flag("--nats-url")
            .alias("muster.nats.urls")
            .about("NATS servers of one cluster. Without them the program runs a server of its own.");
    private static final Key<Integer> OWN_PORT = Key.port("muster.nats.port")
            .byDefault(4222)
            .flag("--nats-port")
            .about("TCP port of the program's own NATS server; 0 takes a free one.");
    private static final Key<String> USERNAME = Key.text("nats.username").about("User name at NATS.");
    private static final Key<Secret> PASSWORD = Key.secret("nats.password").about("Password at NATS.");
    private static final Key<Secret> TOKEN =
            Key.secret("nats.token").about("Token at NATS, instead of user name and password.");
    private static final Key<Secret> CREDENTIALS = Key.secret("nats.credentials")
            .about("What a .creds file holds (user JWT and NKey seed), instead of user name and password.");
    private static final Key<Path> CA =
            Key.path("nats.tls.ca-file").about("PEM file with the certificates that sign those of the NATS servers.");
    private static final Key<Path> CERTIFICATE =
            Key.path("nats.tls.cert-file").about("PEM file with the certificate chain that is shown to NATS.");
    private static final Key<Path> KEY =
            Key.path("nats.tls.key-file").about("PEM file with the private key of that certificate.");

    public Nats {
        urls = List.copyOf(urls);
    }

    public static Nats read(Reader reader) {
        Nats nats = new Nats(
                reader.find(URLS).orElse(List.of()),
                reader.get(OWN_PORT),
                reader.find(USERNAME),
                reader.find(PASSWORD),
                reader.find(TOKEN),
                reader.find(CREDENTIALS),
                tls(reader));
        if (nats.username.isPresent() != nats.password.isPresent()) {
            reader.refuse(
                    nats.username.isPresent() ? USERNAME : PASSWORD,
                    "user name and password belong together; give both nats.username and nats.password");
        }
        if (Stream.of(nats.username, nats.token, nats.credentials)
                        .filter(Optional::isPresent)
                        .count()
                > 1) {
            reader.refuse(
                    nats.token.isPresent() ? TOKEN : CREDENTIALS,
                    "one way to log in is enough; keep either user name and password, or nats.token, or"
                            + " nats.credentials");
        }
        return nats;
    }

    private static Optional<NatsSettings.Tls> tls(Reader reader) {
        Optional<Path> ca = reader.find(CA);
        Optional<Path> certificate = reader.find(CERTIFICATE);
        Optional<Path> key = reader.find(KEY);
        if (certificate.isPresent() != key.isPresent()) {
            reader.refuse(
                    certificate.isPresent() ? CERTIFICATE : KEY,
                    "certificate and key belong together; give both nats.tls.cert-file and nats.tls.key-file");
        }
        return ca.isEmpty() && certificate.isEmpty()
                ? Optional.empty()
                : Optional.of(new NatsSettings.Tls(
                        ca, certificate.flatMap(file -> key.map(its -> new NatsSettings.Tls.Identity(file, its)))));
    }

    /** How to connect to the configured servers; empty when the program runs its own. */
    public Optional<NatsSettings> settings() {
        return urls.isEmpty()
                ? Optional.empty()
                : Optional.of(new NatsSettings(
                        urls.stream().map(url -> url.uri().toString()).toList(), login(), tls));
    }

    private NatsSettings.Login login() {
        return username.<NatsSettings.Login>map(name -> new NatsSettings.Login.User(
                        name, password.map(Secret::reveal).orElse("")))
                .or(() -> token.map(Secret::reveal).map(NatsSettings.Login.Token::new))
                .or(() -> credentials.map(Secret::reveal).map(NatsSettings.Login.Credentials::new))
                .orElseGet(NatsSettings.Login.None::new);
    }
}
