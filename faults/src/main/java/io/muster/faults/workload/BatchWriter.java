package io.muster.faults.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.acceptance.client.Rest;
import io.muster.contract.json.Json;
import io.muster.faults.journal.Change;
import io.muster.faults.journal.Change.Kind;
import io.muster.faults.journal.Change.Outcome;
import io.muster.faults.journal.Journal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** An operator who registers endpoints by the hundred and deletes them again; one job at a time. */
final class BatchWriter implements Writer {
    private static final int SIZE = 100;
    private static final int MOST_JOBS = 20;
    private static final String NAME = "batch";

    private final Clients clients;
    private final Random random;
    private final Journal journal;
    private int jobs;
    private String task = "";
    private Map<String, Change> waiting = Map.of();
    private List<String> registered = List.of();

    BatchWriter(Clients clients, Random random, Journal journal) {
        this.clients = clients;
        this.random = random;
        this.journal = journal;
    }

    @Override
    public void step() {
        if (!task.isEmpty()) {
            look();
        } else if (!registered.isEmpty()) {
            delete();
        } else if (jobs < MOST_JOBS && random.nextInt(25) == 0) {
            register();
        }
    }

    private void register() {
        jobs++;
        String id = journal.nextId();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("appVersion").put("name", Documents.VERSIONS.getFirst());
        ArrayNode endpoints = body.putArray("endpoints");
        Map<String, Change> changes = new LinkedHashMap<>();
        for (int i = 0; i < SIZE; i++) {
            String endpoint = id + "-" + i;
            ObjectNode metadata = Documents.whole(random, endpoint);
            endpoints.addObject().put("endpointId", endpoint).set("metadata", metadata);
            changes.put(endpoint, journal.sending(id, endpoint, Kind.REGISTRATION, metadata));
        }
        task = clients.send(id, "POST", "/epr/api/v1/endpoints/batch", Json.text(body))
                .filter(answer -> answer.status() / 100 == 2)
                .map(answer -> answer.json().path("taskId").asText())
                .orElse("");
        waiting = changes;
    }

    /** An accepted job comes to its end, whoever is killed; each endpoint is created or failed. */
    private void look() {
        Optional<JsonNode> status = clients.send(
                        "look-" + task,
                        "GET",
                        "/epr/api/v1/endpoints/batch/status?appName=demo_application&taskId=" + task,
                        "")
                .filter(answer -> answer.status() == 200)
                .map(Rest.Answer::json);
        if (status.isEmpty() || !status.get().path("finished").asBoolean()) {
            return;
        }
        List<String> created = new ArrayList<>();
        status.get()
                .path("created")
                .forEach(item -> created.add(item.path("endpointId").asText()));
        settle(created, Outcome.ACKNOWLEDGED);
        List<String> failed = new ArrayList<>();
        status.get()
                .path("failed")
                .forEach(item -> failed.add(item.path("endpointId").asText()));
        settle(failed, Outcome.REFUSED);
        if (created.size() + failed.size() != SIZE) {
            journal.wrong("batch " + task + " is finished with " + created.size() + " created and " + failed.size()
                    + " failed of " + SIZE);
        }
        task = "";
        registered = created;
    }

    private void settle(List<String> endpoints, Outcome outcome) {
        for (String endpoint : endpoints) {
            Change change = waiting.get(endpoint);
            if (change == null) {
                journal.wrong("batch " + task + " tells of " + endpoint + ", which is not of it");
            } else {
                journal.answered(change, outcome, NAME);
            }
        }
    }

    private void delete() {
        String id = journal.nextId();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode ids = body.putArray("endpointIds");
        Map<String, Change> changes = new LinkedHashMap<>();
        for (String endpoint : registered.subList(0, registered.size() / 2)) {
            ids.add(endpoint);
            changes.put(endpoint, journal.sending(id, endpoint, Kind.DELETION));
        }
        registered = List.of();
        waiting = changes;
        clients.send(id, "POST", "/epr/api/v1/endpoints/delete", Json.text(body))
                .filter(answer -> answer.status() / 100 == 2)
                .map(Rest.Answer::json)
                .ifPresent(answer -> {
                    List<String> deleted = new ArrayList<>();
                    answer.path("deleted").forEach(endpoint -> deleted.add(endpoint.asText()));
                    settle(deleted, Outcome.ACKNOWLEDGED);
                });
    }

    /** Whether a job is still under way that was accepted. */
    @Override
    public boolean busy() {
        return !task.isEmpty();
    }
}
