package io.muster.faults.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.acceptance.client.Rest;
import io.muster.contract.json.Json;
import io.muster.faults.journal.Change.Outcome;
import io.muster.faults.journal.FilterNotes;
import io.muster.faults.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** An operator who creates filters, changes their queries and deletes them. */
final class FilterWriter implements Writer {
    private static final String PATH = "/epr/api/v1/applications/demo_application/filters";
    private static final int MOST = 5;
    private static final int SELDOM = 12;

    private final Clients clients;
    private final Random random;
    private final Journal journal;
    private final FilterNotes notes;
    private final List<Created> filters = new ArrayList<>();

    private record Created(String id, String name) {}

    FilterWriter(Clients clients, Random random, Journal journal, FilterNotes notes) {
        this.clients = clients;
        this.random = random;
        this.journal = journal;
        this.notes = notes;
    }

    @Override
    public void step() {
        int choice = random.nextInt(SELDOM);
        if (filters.isEmpty() || choice == 0 && filters.size() < MOST) {
            create();
        } else if (choice == 1) {
            change(filters.get(random.nextInt(filters.size())));
        } else if (choice == 2 && filters.size() == MOST) {
            delete(filters.remove(random.nextInt(filters.size())));
        }
    }

    private void create() {
        String name = journal.nextId();
        JsonNode query = query();
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
        body.set("mongoQuery", query);
        Optional<Rest.Answer> answer = clients.send(name, "POST", PATH, Json.text(body));
        notes.created(name, query, outcome(answer));
        answer.filter(got -> outcome(answer) == Outcome.ACKNOWLEDGED)
                .ifPresent(got -> filters.add(new Created(got.json().path("id").asText(), name)));
    }

    private void change(Created filter) {
        JsonNode query = query();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("mongoQuery", query);
        notes.changed(
                filter.name(),
                query,
                outcome(clients.send(journal.nextId(), "PATCH", PATH + "/" + filter.id(), Json.text(body))));
    }

    private void delete(Created filter) {
        String id = journal.nextId();
        notes.deleted(id, filter.name(), outcome(clients.send(id, "DELETE", PATH + "/" + filter.id(), "")));
    }

    private static Outcome outcome(Optional<Rest.Answer> answer) {
        return answer.map(got -> Clients.outcome(got.status())).orElse(Outcome.UNKNOWN);
    }

    private JsonNode query() {
        String city = "{\"metadata\":{\"$elemMatch\":{\"key\":\"city\",\"value\":\"%s\"}}}"
                .formatted(Documents.CITIES.get(random.nextInt(Documents.CITIES.size())));
        String floor = "{\"metadata\":{\"$elemMatch\":{\"key\":\"floor\",\"value\":{\"$gte\":%d}}}}"
                .formatted(random.nextInt(Documents.FLOORS));
        String both = "{\"$and\":[" + city + "," + floor + "]}";
        List<String> queries = List.of(city, floor, both);
        return Json.parse(queries.get(random.nextInt(queries.size())), Json.MAX_DEPTH);
    }
}
