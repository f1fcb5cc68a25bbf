package io.muster.faults.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.acceptance.client.Rest;
import io.muster.contract.json.Json;
import io.muster.faults.journal.Change;
import io.muster.faults.journal.Change.Kind;
import io.muster.faults.journal.Journal;
import io.muster.faults.journal.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A back end that registers endpoints, changes them in every way REST offers, and deletes them. */
final class RestWriter implements Writer {
    private static final int FEWEST = 3;
    private static final int MOST = 15;

    private final Clients clients;
    private final Random random;
    private final Journal journal;
    private final Tokens tokens;
    private final List<String> endpoints = new ArrayList<>();

    RestWriter(Clients clients, Random random, Journal journal, Tokens tokens) {
        this.clients = clients;
        this.random = random;
        this.journal = journal;
        this.tokens = tokens;
    }

    @Override
    public void step() {
        int choice = random.nextInt(100);
        if (endpoints.size() < FEWEST || choice < 8 && endpoints.size() < MOST) {
            Registering.endpoint(clients, random, journal, tokens).ifPresent(one -> endpoints.add(one.endpointId()));
            return;
        }
        String endpoint = endpoints.get(random.nextInt(endpoints.size()));
        String path = "/epr/api/v1/endpoints/" + endpoint;
        String id = journal.nextId();
        if (choice < 38) {
            ObjectNode part = Documents.part(random, id);
            metadata(id, endpoint, "PATCH", path + "/metadata", Json.text(Documents.patch(part)));
        } else if (choice < 56) {
            metadata(id, endpoint, "PUT", path + "/metadata/" + Change.MARK, "\"" + id + "\"");
        } else if (choice < 70) {
            metadata(id, endpoint, "PUT", path + "/metadata", Json.text(Documents.whole(random, id)));
        } else if (choice < 80) {
            metadata(id, endpoint, "DELETE", path + "/metadata/city", "");
        } else if (choice < 88) {
            String version = Documents.VERSIONS.get(random.nextInt(Documents.VERSIONS.size()));
            Change change = journal.sending(id, endpoint, Kind.VERSION);
            clients.change(change, "PUT", path + "/app-version", "{\"name\":\"" + version + "\"}");
        } else if (choice < 96) {
            token(id, endpoint);
        } else {
            delete(id, endpoint, path);
        }
    }

    private void metadata(String id, String endpoint, String method, String path, String body) {
        clients.change(journal.sending(id, endpoint, Kind.METADATA), method, path, body);
    }

    private void token(String id, String endpoint) {
        String wanted = random.nextBoolean() ? "Suspended" : "Active";
        String tokenId = tokens.idOf(endpoint);
        Optional<Rest.Answer> answer = clients.send(
                id,
                "PUT",
                "/cm/api/v1/endpoints/" + endpoint + "/tokens/" + tokenId + "/status",
                "{\"status\":\"" + wanted + "\"}");
        tokens.moved(
                id,
                endpoint,
                wanted,
                answer.map(got -> Clients.outcome(got.status())).orElse(Change.Outcome.UNKNOWN));
    }

    private void delete(String id, String endpoint, String path) {
        endpoints.remove(endpoint);
        clients.change(journal.sending(id, endpoint, Kind.DELETION), "DELETE", path, "");
    }
}
