package io.muster.faults.check;

import io.muster.faults.journal.Change.Outcome;
import io.muster.faults.journal.FilterNotes;
import io.muster.faults.journal.Heard;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Filters that came, changed and went: stored as acknowledged, and told. */
final class FilterCheck {

    private FilterCheck() {}

    /** @param standing IDs of filters that were never touched */
    static void look(FilterNotes notes, Set<String> standing, Stored stored, List<Heard> events, Problems problems) {
        Set<String> names = new TreeSet<>();
        stored.filters().forEach((id, filter) -> {
            names.add(filter.name());
            if (!standing.contains(id)) {
                compare(filter, notes, problems);
            }
        });
        notes.known().forEach((name, filter) -> {
            if (filter.exists() == Outcome.ACKNOWLEDGED && !names.contains(name)) {
                problems.add("filter %s was acknowledged and is not stored", name);
            }
        });
        Set<String> told = events.stream()
                .map(event -> event.event().type() + " " + event.correlationId())
                .collect(Collectors.toSet());
        notes.events().forEach((request, type) -> {
            if (!told.contains(type + " " + request)) {
                problems.add("no event %s of the acknowledged request %s", type, request);
            }
        });
    }

    private static void compare(Stored.Filter filter, FilterNotes notes, Problems problems) {
        FilterNotes.Known known = notes.known().get(filter.name());
        if (known == null) {
            problems.add("filter %s is stored, but nobody asked for it", filter.name());
        } else if (known.exists() == Outcome.REFUSED) {
            problems.add("filter %s is stored, but must not be", filter.name());
        } else if (!known.queries().contains(filter.query())) {
            problems.add("filter %s has the query %s, but %s was asked for", filter.name(), filter.query(), known);
        }
    }
}
