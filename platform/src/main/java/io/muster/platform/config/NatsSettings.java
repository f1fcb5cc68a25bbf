package io.muster.platform.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How to reach NATS.
 *
 * @param urls servers of one cluster; empty: the program runs a server of its own on {@code ownPort}
 * @param credentialsFile user JWT and NKey seed as one file
 * @param caFile certificates (PEM) to trust instead of those of the system
 * @param certificateFile client certificate (PEM), with {@code keyFile}
 */
public record NatsSettings(
        List<ServerUrl> urls,
        int ownPort,
        Optional<String> username,
        Optional<Secret> password,
        Optional<Secret> token,
        Optional<Path> credentialsFile,
        Optional<Path> caFile,
        Optional<Path> certificateFile,
        Optional<Path> keyFile) {
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
    private static final Key<Secret> TOKEN = Key.secret("nats.token").about("Token at NATS, instead of a user name.");
    private static final Key<Path> CREDENTIALS_FILE =
            Key.path("nats.credentials-file").about("File with user JWT and NKey seed, instead of a user name.");
    private static final Key<Path> CA_FILE =
            Key.path("nats.tls.ca-file").about("Certificates (PEM) to trust at NATS instead of those of the system.");
    private static final Key<Path> CERTIFICATE_FILE =
            Key.path("nats.tls.cert-file").about("Client certificate (PEM) shown to NATS.");
    private static final Key<Path> KEY_FILE =
            Key.path("nats.tls.key-file").about("Private key (PEM) of the client certificate.");

    public NatsSettings {
        urls = List.copyOf(urls);
    }

    public static NatsSettings read(Reader reader) {
        NatsSettings settings = new NatsSettings(
                reader.find(URLS).orElse(List.of()),
                reader.get(OWN_PORT),
                reader.find(USERNAME),
                reader.find(PASSWORD),
                reader.find(TOKEN),
                reader.find(CREDENTIALS_FILE),
                reader.find(CA_FILE),
                reader.find(CERTIFICATE_FILE),
                reader.find(KEY_FILE));
        settings.check(reader);
        return settings;
    }

    private void check(Reader reader) {
        if (username.isPresent() != password.isPresent()) {
            reader.refuse(
                    username.isPresent() ? USERNAME : PASSWORD,
                    "user name and password belong together; give both nats.username and nats.password");
        }
        if (certificateFile.isPresent() != keyFile.isPresent()) {
            reader.refuse(
                    certificateFile.isPresent() ? CERTIFICATE_FILE : KEY_FILE,
                    "certificate and key belong together; give both nats.tls.cert-file and nats.tls.key-file");
        }
    }
}
