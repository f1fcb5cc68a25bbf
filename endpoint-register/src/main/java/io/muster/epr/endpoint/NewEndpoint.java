package io.muster.epr.endpoint;

import io.muster.contract.json.Json;
import java.time.Instant;
import java.util.Optional;

/** A registration that is decided and written out, ready to be stored by {@link EndpointBatch}. */
public final class NewEndpoint {

    private final Endpoint row;
    private final String metadata;
    private final String body;
    private final String correlationId;

    private NewEndpoint(Endpoint row, String metadata, String body, String correlationId) {
        this.row = row;
        this.metadata = metadata;
        this.body = body;
        this.correlationId = correlationId;
    }

    /**
     * Decides and writes out a registration under an ID that will be free.
     *
     * @param now when it is registered
     */
    public static NewEndpoint of(Command.Register command, String correlationId, Instant now) {
        Decision.Effective decision = Deciding.created(command, Micros.cut(now));
        Endpoint row = decision.after().orElseThrow();
        String metadata = Json.text(row.metadata());
        return new NewEndpoint(row, metadata, decision.change().body(Optional.empty(), metadata), correlationId);
    }

    /** Its ID. */
    public String id() {
        return row.id();
    }

    /** The application it belongs to. */
    public String application() {
        return row.application();
    }

    Endpoint row() {
        return row;
    }

    /** As it will be stored. */
    String metadata() {
        return metadata;
    }

    /** Of the change record. */
    String body() {
        return body;
    }

    String correlationId() {
        return correlationId;
    }
}
