package io.muster.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.json.Json;
import io.muster.faults.journal.Change;
import io.muster.faults.journal.Change.Kind;
import io.muster.faults.journal.Change.Outcome;
import io.muster.faults.journal.Heard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One endpoint: what was asked for, and the events about it in the order of the stream, each once. The events are
 * replayed, and every one must fit: it has a cause, it says of before what the events before it led to, and it does not
 * come before the event of a change that was acknowledged before its own was sent.
 */
final class History {
    private static final String DELETED = "unregistered";
    private static final Map<String, Kind> KINDS = Map.of(
            "registered",
            Kind.REGISTRATION,
            "updated",
            Kind.METADATA,
            "appversion-updated",
            Kind.VERSION,
            DELETED,
            Kind.DELETION);

    private final String endpoint;
    private final Map<String, Change> asked;
    private final Problems problems;
    private final Map<String, Heard> told = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private Optional<Document> now = Optional.empty();
    private long lastAsked = Long.MIN_VALUE;

    /** An event and what the endpoint was before and after it. */
    record Step(Heard event, Optional<Document> before, Optional<Document> after) {}

    History(String endpoint, List<Change> asked, List<Heard> events, Problems problems) {
        this.endpoint = endpoint;
        this.asked = asked.stream().collect(Collectors.toMap(Change::id, change -> change));
        this.problems = problems;
        events.stream().filter(event -> KINDS.containsKey(event.event().type())).forEach(this::replay);
        asked.stream()
                .filter(change -> change.outcome() == Outcome.ACKNOWLEDGED)
                // Asking for the version it has already is acknowledged and changes nothing.
                .filter(change -> change.kind() != Kind.VERSION)
                .filter(change -> !told.containsKey(change.id()))
                .forEach(change -> problems.add("%s: no event of acknowledged %s", endpoint, change));
    }

    /** The endpoint as the events leave it; empty when it is gone or never came. */
    Optional<Document> last() {
        return now;
    }

    /** The changes that events told of. */
    Set<String> told() {
        return Set.copyOf(told.keySet());
    }

    /** All its changes. */
    List<Step> steps() {
        return List.copyOf(steps);
    }

    private void replay(Heard event) {
        String who = endpoint + " at " + event.sequence() + " " + event.event().type();
        cause(event).ifPresentOrElse(change -> fits(change, event, who), () -> problems.add("%s: no cause", who));
        Optional<Document> before = now;
        now = after(event, who);
        steps.add(new Step(event, before, now));
    }

    private Optional<Document> after(Heard event, String who) {
        String type = event.event().type();
        if (type.equals("registered")) {
            if (now.isPresent()) {
                problems.add("%s: it is there already", who);
            }
            return cause(event)
                    .map(change ->
                            new Document(event.body().path("appVersionName").asText(), change.metadata()));
        }
        if (now.isEmpty()) {
            problems.add("%s: it is not there", who);
            return now;
        }
        return switch (type) {
            case "updated" -> now.map(document -> document.after(event.body(), who, problems));
            case "appversion-updated" -> now.map(document -> moved(document, event, who));
            default -> Optional.empty();
        };
    }

    private Document moved(Document document, Heard event, String who) {
        String previous = event.body().path("previousAppVersionName").asText();
        if (!document.version().equals(previous)) {
            problems.add("%s: from %s, but it was in %s", who, previous, document.version());
        }
        return new Document(event.body().path("appVersionName").asText(), document.metadata());
    }

    private void fits(Change change, Heard event, String who) {
        Heard other = told.putIfAbsent(change.id(), event);
        if (other != null) {
            problems.add(
                    "%s: %s was told already, with message ID %s at %d; this is %s",
                    who, change, other.messageId(), other.sequence(), event.messageId());
        }
        if (change.outcome() == Outcome.REFUSED) {
            problems.add("%s: %s was refused", who, change);
        }
        if (change.kind() != KINDS.get(event.event().type())) {
            problems.add("%s: of another kind than %s", who, change);
        }
        if (change.answered() < lastAsked) {
            problems.add("%s: %s was acknowledged before a change was asked for that is told before it", who, change);
        }
        lastAsked = Math.max(lastAsked, change.sent());
    }

    /** By correlation ID, else by the mark that the change set. */
    private Optional<Change> cause(Heard event) {
        return Optional.ofNullable(asked.get(event.correlationId()))
                .or(() -> Optional.ofNullable(asked.get(mark(event.body()))));
    }

    private static String mark(JsonNode body) {
        JsonNode added = body.path("added").path(Change.MARK);
        JsonNode updated = body.path("updated").path(Change.MARK).path("newValue");
        JsonNode text = added.isTextual() ? added : updated;
        return text.isTextual() ? Json.parse(text.asText(), Json.MAX_DEPTH).asText() : "";
    }
}
