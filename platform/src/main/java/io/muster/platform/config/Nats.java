package io.muster.platform.config;

import io.muster.platform.nats.NatsSettings;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of NATS.
 *
 * @param urls servers of one cluster; empty: the program runs a server of its own on {@code ownPort}
 */
public record Nats(List<ServerUrl> urls, int ownPort, Optional<String> username, Optional<Secret> password) {
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

    public Nats {
        urls = List.copyOf(urls);
    }

    public static Nats read(Reader reader) {
        Nats nats = new Nats(
                reader.find(URLS).orElse(List.of()),
                reader.get(OWN_PORT),
                reader.find(USERNAME),
                reader.find(PASSWORD));
        if (nats.username.isPresent() != nats.password.isPresent()) {
            reader.refuse(
                    nats.username.isPresent() ? USERNAME : PASSWORD,
                    "user name and password belong together; give both nats.username and nats.password");
        }
        return nats;
    }

    /** How to connect to the configured servers; empty when the program runs its own. */
    public Optional<NatsSettings> settings() {
        return urls.isEmpty()
                ? Optional.empty()
                : Optional.of(new NatsSettings(
                        urls.stream().map(url -> url.uri().toString()).toList(),
                        username,
                        password.map(Secret::reveal)));
    }
}
