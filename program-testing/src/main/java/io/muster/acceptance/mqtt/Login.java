package io.muster.acceptance.mqtt;

import io.muster.acceptance.program.RunningMuster;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * How a client connects; user name and password are never among it.
 *
 * @param server {@code mqtt}, {@code mqtts} or {@code ws}
 * @param keepAlive in seconds
 * @param clean whether no session of before is wanted
 * @param authority certificate to trust, for TLS
 * @param patience how long CONNACK is waited for
 */
public record Login(
        URI server,
        String clientId,
        int keepAlive,
        boolean clean,
        boolean reconnecting,
        Optional<Message> will,
        Optional<Path> authority,
        Duration patience) {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Over TCP with a client ID of its own, as most clients do. */
    public static Login tcp(RunningMuster muster) {
        return tcp(muster.mqttPort());
    }

    /** The same to that port. */
    public static Login tcp(int port) {
        return at("mqtt://127.0.0.1:" + port);
    }

    /** Over WebSocket. */
    public static Login webSocket(RunningMuster muster) {
        return at("ws://127.0.0.1:" + muster.http("/").getPort() + "/ws");
    }

    /** Over TLS, trusting that certificate. */
    public static Login tls(int port, Path authority) {
        Login plain = at("mqtts://127.0.0.1:" + port);
        return new Login(
                plain.server, plain.clientId, 60, true, false, Optional.empty(), Optional.of(authority), LONGEST);
    }

    private static Login at(String server) {
        String clientId = UUID.randomUUID().toString().substring(0, 13);
        return new Login(URI.create(server), clientId, 60, true, false, Optional.empty(), Optional.empty(), LONGEST);
    }

    /** The same under that client ID. */
    public Login as(String newClientId) {
        return new Login(server, newClientId, keepAlive, clean, reconnecting, will, authority, patience);
    }

    /** The same with that keep-alive in seconds. */
    public Login keepAlive(int seconds) {
        return new Login(server, clientId, seconds, clean, reconnecting, will, authority, patience);
    }

    /** The same, asking for the session of before. */
    public Login resuming() {
        return new Login(server, clientId, keepAlive, false, reconnecting, will, authority, patience);
    }

    /** The same by a client that comes back whenever it is thrown out. */
    public Login comingBack() {
        return new Login(server, clientId, keepAlive, clean, true, will, authority, patience);
    }

    /** The same with a will. */
    public Login leaving(Message newWill) {
        return new Login(server, clientId, keepAlive, clean, reconnecting, Optional.of(newWill), authority, patience);
    }

    /** The same by a client that waits no longer than {@code limit} to be accepted. */
    public Login within(Duration limit) {
        return new Login(server, clientId, keepAlive, clean, reconnecting, will, authority, limit);
    }
}
