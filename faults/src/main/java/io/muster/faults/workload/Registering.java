package io.muster.faults.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.acceptance.client.Rest;
import io.muster.contract.json.Json;
import io.muster.faults.journal.Change;
import io.muster.faults.journal.Change.Kind;
import io.muster.faults.journal.Journal;
import io.muster.faults.journal.Tokens;
import java.util.Optional;
import java.util.Random;

/** Registers single endpoints, which every writer needs. */
final class Registering {
    private static final int CREATED = 201;

    private Registering() {}

    /** A registered endpoint and the token of its device. */
    record Registered(String endpointId, String token) {}

    /** Tries to register one in the first version; empty unless it was acknowledged. */
    static Optional<Registered> endpoint(Clients clients, Random random, Journal journal, Tokens tokens) {
        String id = journal.nextId();
        ObjectNode metadata = Documents.whole(random, id);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("appVersion").put("name", Documents.VERSIONS.getFirst());
        body.put("endpointId", id).put("endpointToken", "T" + id).set("metadata", metadata);
        Change change = journal.sending(id, id, Kind.REGISTRATION, metadata);
        Optional<Rest.Answer> answer = clients.change(change, "POST", "/epr/api/v1/endpoints", Json.text(body));
        if (answer.map(Rest.Answer::status).orElse(0) != CREATED) {
            return Optional.empty();
        }
        return tokenId(clients, id).map(tokenId -> {
            tokens.provisioned(id, tokenId);
            return new Registered(id, "T" + id);
        });
    }

    private static Optional<String> tokenId(Clients clients, String endpoint) {
        return clients.send("look-" + endpoint, "GET", "/cm/api/v1/endpoints/" + endpoint + "/tokens", "")
                .filter(answer -> answer.status() == 200)
                .map(answer -> answer.json().path("content").path(0).path("endpointTokenId"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText);
    }
}
