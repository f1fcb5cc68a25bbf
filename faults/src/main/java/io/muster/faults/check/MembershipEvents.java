package io.muster.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.faults.journal.Heard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ep-matched and ep-unmatched events of one endpoint for filters that stand unchanged since before its registration:
 * exactly those that follow from its changes, and in their places.
 */
final class MembershipEvents {

    private MembershipEvents() {}

    /** @param filters queries by filter ID */
    static void check(
            String endpoint, Map<String, JsonNode> filters, History history, List<Heard> events, Problems problems) {
        filters.forEach((filter, query) -> {
            List<String> expected = new ArrayList<>();
            for (History.Step step : history.steps()) {
                boolean before = matches(query, step.before());
                boolean after = matches(query, step.after());
                if (before != after) {
                    expected.add((after ? "ep-matched" : "ep-unmatched") + " by "
                            + step.event().correlationId());
                }
            }
            List<String> heard = events.stream()
                    .filter(event -> event.body().path("filterId").asText().equals(filter))
                    .map(event -> event.event().type() + " by " + event.correlationId())
                    .toList();
            if (!heard.equals(expected)) {
                problems.add("%s: filter %s should have told %s, but told %s", endpoint, query, expected, heard);
            }
        });
        inPlace(endpoint, history, events, problems);
    }

    /** After the event of its change and before the next; of an endpoint that goes, before. */
    private static void inPlace(String endpoint, History history, List<Heard> events, Problems problems) {
        for (int i = 0; i < history.steps().size(); i++) {
            History.Step step = history.steps().get(i);
            long from = step.after().isPresent()
                    ? step.event().sequence()
                    : i == 0 ? 0 : history.steps().get(i - 1).event().sequence();
            long to = step.after().isEmpty()
                    ? step.event().sequence()
                    : i + 1 < history.steps().size()
                            ? history.steps().get(i + 1).event().sequence()
                            : Long.MAX_VALUE;
            events.stream()
                    .filter(event -> event.body().has("filterId"))
                    .filter(event -> event.correlationId().equals(step.event().correlationId()))
                    .filter(event -> event.sequence() < from || event.sequence() > to)
                    .forEach(event -> problems.add(
                            "%s: %s at %d is not beside the event of its change at %d",
                            endpoint,
                            event.event().type(),
                            event.sequence(),
                            step.event().sequence()));
        }
    }

    private static boolean matches(JsonNode query, Optional<Document> document) {
        return document.map(one -> Query.matches(query, one)).orElse(false);
    }
}
