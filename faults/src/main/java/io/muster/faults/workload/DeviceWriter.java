package io.muster.faults.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.acceptance.client.Device;
import io.muster.contract.json.Json;
import io.muster.faults.cluster.Replica;
import io.muster.faults.journal.Change;
import io.muster.faults.journal.Change.Kind;
import io.muster.faults.journal.Change.Outcome;
import io.muster.faults.journal.Journal;
import io.muster.faults.journal.Tokens;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** A device on MQTT that reports its metadata, and connects to another replica when it gets no answer. */
final class DeviceWriter implements Writer {
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final int REPORTS_PER_SESSION = 50;

    private final Clients clients;
    private final Random random;
    private final Journal journal;
    private final Tokens tokens;
    private Optional<Registering.Registered> endpoint = Optional.empty();
    private Optional<Session> session = Optional.empty();

    private record Session(Device device, Replica replica) {}

    DeviceWriter(Clients clients, Random random, Journal journal, Tokens tokens) {
        this.clients = clients;
        this.random = random;
        this.journal = journal;
        this.tokens = tokens;
    }

    @Override
    public void step() {
        if (endpoint.isEmpty()) {
            endpoint = Registering.endpoint(clients, random, journal, tokens);
        } else if (session.isEmpty()) {
            connect(endpoint.get());
        } else {
            report(endpoint.get().endpointId(), session.get());
        }
    }

    private void connect(Registering.Registered registered) {
        Replica replica = clients.speaker();
        tokens.used(registered.endpointId());
        session = Device.tryConnect(replica.mqtt(), Documents.VERSIONS.getFirst(), registered.token(), PATIENCE)
                .map(device -> new Session(device, replica));
    }

    private void report(String endpointId, Session on) {
        String id = journal.nextId();
        ObjectNode part = Documents.part(random, id);
        Change change = journal.sending(id, endpointId, Kind.METADATA);
        Outcome outcome = on.device
                .tryAsk("update/keys", Json.text(part), PATIENCE)
                .map(DeviceWriter::outcome)
                .orElse(Outcome.UNKNOWN);
        journal.answered(change, outcome, on.replica.name());
        if (outcome == Outcome.UNKNOWN || random.nextInt(REPORTS_PER_SESSION) == 0) {
            close();
        }
    }

    private static Outcome outcome(Device.Answer answer) {
        return answer.ok()
                ? Outcome.ACKNOWLEDGED
                : Clients.outcome(answer.json().path("statusCode").asInt());
    }

    @Override
    public void close() {
        session.ifPresent(open -> open.device.close());
        session = Optional.empty();
    }
}
