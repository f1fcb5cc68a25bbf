package io.muster.kpc.mqtt;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.kpc.guard.Addresses;
import io.muster.kpc.identity.Identification;
import io.muster.kpc.session.Revoked;
import io.muster.kpc.session.Sessions;
import io.muster.platform.metrics.Tally;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** All MQTT connections of this replica, and what they share. */
public final class Connections {
    /** Connections beyond the limit that may wait for their CONNECT, to be told in CONNACK. */
    private static final int SLACK = 1_000;

    private final Vertx vertx;
    private final MqttSettings settings;
    private final Sessions sessions;
    private final Authentication authentication;
    private final Addresses addresses;
    private final Admission admission;
    private final Backlog backlog;
    private final Tally refused;
    private final Tally sent;
    private final Set<MqttConnection> open = ConcurrentHashMap.newKeySet();
    private final Map<String, MqttConnection> byClientId = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private volatile boolean stopping;

    /**
     * @param revoked credential IDs revoked a short while ago
     * @param addresses told of refused credentials and tokens; keeps out those that guess
     */
    public Connections(
            Vertx vertx,
            MqttSettings settings,
            Sessions sessions,
            Identification identification,
            Revoked revoked,
            Addresses addresses,
            MeterRegistry metrics) {
        this.vertx = vertx;
        this.settings = settings;
        this.sessions = sessions;
        this.authentication = new Authentication(identification, revoked);
        this.addresses = addresses;
        this.admission = new Admission(settings.limits().connectRate(), System::nanoTime);
        this.backlog = new Backlog(settings.limits().maxBacklog().bytes());
        this.refused =
                new Tally(metrics, "muster.kpc.refused", "What was refused to MQTT clients, by reason", "reason");
        this.sent = new Tally(
                metrics, "muster.kpc.messages.sent", "Messages to MQTT clients by what became of them", "result");
        metrics.gauge("muster.kpc.connections", open, Set::size);
        metrics.gauge("muster.kpc.backlog.bytes", backlog, Backlog::bytes);
    }

    /** Ends the connections that have shown this client credential. */
    public void revoke(String credentialId) {
        open.forEach(connection -> connection.revoked(credentialId));
    }

    /** Ends all connections, since any credential may have been revoked: whoever comes back is looked at anew. */
    public void revokeAll() {
        open.forEach(MqttConnection::reconsidered);
    }

    /** How many there are. */
    public int size() {
        return open.size();
    }

    /**
     * Lets nobody in any longer, and tells each client to go once it has its answers.
     *
     * @return completes when all have gone
     */
    public CompletableFuture<Void> shutDown() {
        stopping = true;
        open.forEach(MqttConnection::shutDown);
        leaveIfEmpty();
        return left;
    }

    private void leaveIfEmpty() {
        if (stopping && open.isEmpty()) {
            left.complete(null);
        }
    }

    boolean stopping() {
        return stopping;
    }

    /** One more; false if there are so many that it cannot even be told so. */
    boolean opened(MqttConnection connection) {
        open.add(connection);
        if (stopping) {
            connection.shutDown();
        }
        return open.size() - SLACK <= settings.limits().maxConnections();
    }

    void closed(MqttConnection connection, String clientId) {
        open.remove(connection);
        byClientId.remove(clientId, connection);
        leaveIfEmpty();
    }

    /** The newest connection of a client ID replaces the one before, as MQTT has it; each replica for itself. */
    void named(MqttConnection connection, String clientId) {
        MqttConnection before = byClientId.put(clientId, connection);
        if (before != null && before != connection) {
            before.takenOver();
        }
    }

    Vertx vertx() {
        return vertx;
    }

    MqttSettings settings() {
        return settings;
    }

    Sessions sessions() {
        return sessions;
    }

    Authentication authentication() {
        return authentication;
    }

    Addresses addresses() {
        return addresses;
    }

    Admission admission() {
        return admission;
    }

    Backlog backlog() {
        return backlog;
    }

    /** Counts what was refused to a client, by reason. */
    void refused(String reason) {
        refused.count(reason);
    }

    /** Counts a message to a client. */
    void sent(String result) {
        sent.count(result);
    }

    /** Everybody, at this moment. */
    List<MqttConnection> all() {
        return List.copyOf(open);
    }
}
