package io.muster.faults.workload;

import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.Epmmp;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.json.Json;
import io.muster.faults.journal.Change;
import io.muster.faults.journal.Change.Kind;
import io.muster.faults.journal.Change.Outcome;
import io.muster.faults.journal.Journal;
import io.muster.faults.journal.Tokens;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationResponse;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataPatchRequest;

/** A neighbour service that changes metadata over 19/EPMMP and has tokens validated over 16/ECAP. */
final class NatsWriter implements Writer {
    private static final String NAME = "nats";
    private static final String APPLICATION = "demo_application";
    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Clients clients;
    private final Random random;
    private final Journal journal;
    private final Tokens tokens;
    private final String natsUrl;
    private Optional<Connection> connection = Optional.empty();
    private Optional<Registering.Registered> endpoint = Optional.empty();

    NatsWriter(Clients clients, Random random, Journal journal, Tokens tokens, String natsUrl) {
        this.clients = clients;
        this.random = random;
        this.journal = journal;
        this.tokens = tokens;
        this.natsUrl = natsUrl;
    }

    @Override
    public void step() {
        try {
            if (connection.isEmpty()) {
                connection = Optional.of(connect());
            } else if (endpoint.isEmpty()) {
                endpoint = Registering.endpoint(clients, random, journal, tokens);
            } else if (random.nextBoolean()) {
                patch(connection.get(), endpoint.get().endpointId());
            } else {
                validate(connection.get(), endpoint.get());
            }
        } catch (IOException away) {
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Connection connect() throws IOException, InterruptedException {
        return Nats.connect(new Options.Builder()
                .server(natsUrl)
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(100))
                .errorListener(new ErrorListener() {})
                .build());
    }

    private void patch(Connection nats, String endpointId) throws InterruptedException {
        String id = journal.nextId();
        byte[] patch = Json.bytes(Documents.patch(Documents.part(random, id)));
        EndpointMetadataPatchRequest request = new EndpointMetadataPatchRequest(
                id, System.currentTimeMillis(), 0L, endpointId, null, ByteBuffer.wrap(patch));
        Change change = journal.sending(id, endpointId, Kind.METADATA);
        Optional<Message> answer = ask(
                nats,
                Epmmp.PATCH_REQUEST.toService("epr"),
                Epmmp.PATCH_REQUEST.codec().encode(request));
        journal.answered(change, answer.map(this::patched).orElse(Outcome.UNKNOWN), NAME);
    }

    private Outcome patched(Message answer) {
        try {
            return Clients.outcome(
                    Epmmp.PATCH_RESPONSE.codec().decode(answer.getData()).getStatusCode());
        } catch (MalformedMessage e) {
            journal.wrong("to 19/EPMMP: " + e.getMessage());
            return Outcome.UNKNOWN;
        }
    }

    private void validate(Connection nats, Registering.Registered registered) throws InterruptedException {
        tokens.used(registered.endpointId());
        EndpointTokenValidationRequest request = new EndpointTokenValidationRequest(
                journal.nextId(), System.currentTimeMillis(), 0L, APPLICATION, registered.token());
        ask(nats, Ecap.TOKEN_REQUEST.toService("cm"), Ecap.TOKEN_REQUEST.codec().encode(request))
                .ifPresent(answer -> validated(answer, registered));
    }

    /** A valid token may be answered with an error in trouble, but neither as unknown nor as somebody else's. */
    private void validated(Message answer, Registering.Registered registered) {
        try {
            EndpointTokenValidationResponse response =
                    Ecap.TOKEN_RESPONSE.codec().decode(answer.getData());
            boolean trouble = response.getStatusCode() >= 500;
            boolean right = response.getStatusCode() == OK
                    && response.getEndpointId().equals(Optional.of(registered.endpointId()));
            if (!trouble && !right) {
                journal.wrong("validation of the token of " + registered.endpointId() + " gave "
                        + response.getStatusCode() + " for " + response.getEndpointId());
            }
        } catch (MalformedMessage e) {
            journal.wrong("to 16/ECAP: " + e.getMessage());
        }
    }

    private static Optional<Message> ask(Connection nats, String subject, byte[] payload) throws InterruptedException {
        try {
            return Optional.ofNullable(nats.request(subject, payload, PATIENCE));
        } catch (IllegalStateException notConnected) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            if (connection.isPresent()) {
                connection.get().close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection = Optional.empty();
    }
}
