package io.muster.faults.journal;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.faults.journal.Change.Outcome;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of filters that come, change and go. A filter has one writer. */
public final class FilterNotes {
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, String> events = new ConcurrentHashMap<>();

    /**
     * A filter.
     *
     * @param queries queries it may have: the one acknowledged last, and those of unknown outcome
     * @param exists whether it must be stored, must not be, or may be
     */
    public record Known(Set<JsonNode> queries, Outcome exists) {}

    /** An attempt to create a filter of that name; its name is the ID of the request. */
    public void created(String name, JsonNode query, Outcome outcome) {
        known.put(name, new Known(Set.of(query), outcome));
        told(name, "pending", outcome);
    }

    /** An attempt to give it another query. */
    public void changed(String name, JsonNode query, Outcome outcome) {
        Known filter = one(name);
        switch (outcome) {
            case ACKNOWLEDGED -> known.put(name, new Known(uncertain(filter, query), filter.exists()));
            case UNKNOWN -> {
                Set<JsonNode> queries = new HashSet<>(filter.queries());
                queries.add(query);
                known.put(name, new Known(Set.copyOf(queries), filter.exists()));
            }
            case REFUSED -> {}
        }
    }

    /** After an attempt of unknown outcome nothing is certain any more; else it is the query acknowledged last. */
    private static Set<JsonNode> uncertain(Known filter, JsonNode query) {
        if (filter.queries().size() == 1) {
            return Set.of(query);
        }
        Set<JsonNode> queries = new HashSet<>(filter.queries());
        queries.add(query);
        return Set.copyOf(queries);
    }

    /** An attempt to delete it, with that request ID. */
    public void deleted(String id, String name, Outcome outcome) {
        Outcome exists =
                switch (outcome) {
                    case ACKNOWLEDGED -> Outcome.REFUSED;
                    case UNKNOWN -> Outcome.UNKNOWN;
                    case REFUSED -> one(name).exists();
                };
        known.put(name, new Known(one(name).queries(), exists));
        told(id, "deleted", outcome);
    }

    private void told(String id, String event, Outcome outcome) {
        if (outcome == Outcome.ACKNOWLEDGED) {
            events.put(id, event);
        }
    }

    /** All of them by name. */
    public Map<String, Known> known() {
        return Map.copyOf(known);
    }

    /** Types of events that must have come, by the ID of the request that caused them. */
    public Map<String, String> events() {
        return Map.copyOf(events);
    }

    private Known one(String name) {
        Known filter = known.get(name);
        if (filter == null) {
            throw new IllegalArgumentException("No filter was noted under " + name);
        }
        return filter;
    }
}
