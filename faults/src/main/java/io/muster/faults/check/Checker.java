package io.muster.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.Rest;
import io.muster.faults.journal.Change;
import io.muster.faults.journal.Change.Outcome;
import io.muster.faults.journal.FilterNotes;
import io.muster.faults.journal.Heard;
import io.muster.faults.journal.Journal;
import io.muster.faults.journal.Listener;
import io.muster.faults.journal.Tokens;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares what was acknowledged, what is stored, and what was told. */
public final class Checker {
    private final Journal journal;
    private final Tokens tokens;
    private final FilterNotes filters;
    private final Listener listener;
    private final Map<String, JsonNode> standing;

    /** @param standing queries by ID of filters that stand unchanged since before the first endpoint */
    public Checker(
            Journal journal, Tokens tokens, FilterNotes filters, Listener listener, Map<String, JsonNode> standing) {
        this.journal = journal;
        this.tokens = tokens;
        this.filters = filters;
        this.listener = listener;
        this.standing = standing;
    }

    /** Looks once; what is still under way shows as problems, so look again. */
    public Verdict look(Rest rest) {
        try {
            return compare(rest);
        } catch (AssertionError | UncheckedIOException notShown) {
            return new Verdict(List.of("the state cannot be read: " + notShown.getMessage()), 0, 0, 0, 0);
        }
    }

    private Verdict compare(Rest rest) {
        Problems problems = new Problems();
        Stored stored = Stored.read(rest);
        List<Heard> heard = listener.heard();
        List<Heard> once = once(heard);
        Map<String, List<Heard>> events = once.stream().collect(Collectors.groupingBy(Heard::endpointId));
        Map<String, List<Change>> changes =
                journal.changes().stream().collect(Collectors.groupingBy(Change::endpointId));
        Set<String> endpoints = new TreeSet<>(changes.keySet());
        endpoints.addAll(stored.endpoints().keySet());
        int told = 0;
        Set<String> toldIds = new HashSet<>();
        for (String endpoint : endpoints) {
            List<Heard> about = events.getOrDefault(endpoint, List.of());
            List<Change> asked = changes.getOrDefault(endpoint, List.of());
            History history = new History(endpoint, asked, about, problems);
            compare(endpoint, history, stored, problems);
            MembershipEvents.check(endpoint, standing, history, about, problems);
            told += history.steps().size();
            toldIds.addAll(history.told());
        }
        memberships(stored, problems);
        FilterCheck.look(filters, standing.keySet(), stored, once, problems);
        journal.wrong().forEach(answer -> problems.add("a wrong answer: %s", answer));
        TokenCheck.look(rest, tokens, stored.endpoints().keySet(), endpoints, once, problems);
        listener.unreadable()
                .forEach((subject, why) -> problems.add("an event on %s cannot be read: %s", subject, why));
        int unknownStored = (int) journal.changes().stream()
                .filter(change -> change.outcome() == Outcome.UNKNOWN && toldIds.contains(change.id()))
                .count();
        return new Verdict(problems.all(), stored.endpoints().size(), told, unknownStored, heard.size() - once.size());
    }

    /** The first of those with the same message ID. */
    private static List<Heard> once(List<Heard> heard) {
        Set<String> seen = new HashSet<>();
        return heard.stream().filter(event -> seen.add(event.messageId())).toList();
    }

    private static void compare(String endpoint, History history, Stored stored, Problems problems) {
        Optional<Document> is = Optional.ofNullable(stored.endpoints().get(endpoint));
        if (!is.equals(history.last())) {
            problems.add("%s: stored is %s, but by the events it is %s", endpoint, is, history.last());
        }
    }

    private static void memberships(Stored stored, Problems problems) {
        stored.filters().forEach((id, filter) -> {
            Set<String> expected = stored.endpoints().entrySet().stream()
                    .filter(endpoint -> Query.matches(filter.query(), endpoint.getValue()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!filter.status().equals("ACTIVE")) {
                problems.add("filter %s is %s", id, filter.status());
                return;
            }
            if (!filter.members().equals(expected)) {
                problems.add(
                        "filter %s %s has wrong members: %s",
                        id, filter.query(), difference(filter.members(), expected));
            }
            if (filter.count() != expected.size()) {
                problems.add("filter %s counts %d members, but %d match", id, filter.count(), expected.size());
            }
            Set<String> shown = stored.memberOf().entrySet().stream()
                    .filter(endpoint -> endpoint.getValue().contains(id))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!shown.equals(expected)) {
                problems.add("filter %s is shown by the wrong endpoints: %s", id, difference(shown, expected));
            }
        });
    }

    private static String difference(Set<String> is, Set<String> expected) {
        List<String> all = new ArrayList<>();
        Stream.concat(is.stream(), expected.stream())
                .distinct()
                .filter(one -> is.contains(one) != expected.contains(one))
                .forEach(one -> all.add((is.contains(one) ? "too many " : "missing ") + one));
        return String.join(", ", all);
    }
}
