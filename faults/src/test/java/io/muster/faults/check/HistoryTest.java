package io.muster.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.acceptance.client.EventLog;
import io.muster.contract.json.Json;
import io.muster.faults.journal.Change;
import io.muster.faults.journal.Change.Kind;
import io.muster.faults.journal.Change.Outcome;
import io.muster.faults.journal.Heard;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the fault run would say if the program broke a promise. */
final class HistoryTest {
    private static final Change REGISTERED = change("a", Kind.REGISTRATION, Outcome.ACKNOWLEDGED, 1, 2);
    private static final Change FIRST = change("b", Kind.METADATA, Outcome.ACKNOWLEDGED, 3, 4);
    private static final Change SECOND = change("c", Kind.METADATA, Outcome.ACKNOWLEDGED, 5, 6);
    private static final List<Change> ALL = List.of(REGISTERED, FIRST, SECOND);

    private static final Heard TOLD_REGISTERED = heard(1, "a", "registered", "\"appVersionName\":\"v1\"");
    private static final Heard TOLD_FIRST = heard(2, "b", "updated", "\"added\":{\"floor\":\"1\"}");
    private static final Heard TOLD_SECOND =
            heard(3, "c", "updated", "\"updated\":{\"floor\":{\"oldValue\":\"1\",\"newValue\":\"2\"}}");

    @Test
    void completeAndInOrderIsFine() {
        assertThat(problems(ALL, TOLD_REGISTERED, TOLD_FIRST, TOLD_SECOND)).isEmpty();
    }

    @Test
    void aMissingEventIsFound() {
        assertThat(problems(ALL, TOLD_REGISTERED, TOLD_FIRST))
                .singleElement()
                .asString()
                .contains("no event of acknowledged");
        assertThat(problems(ALL, TOLD_REGISTERED, TOLD_SECOND)).hasSize(2);
    }

    @Test
    void theWrongOrderIsFound() {
        assertThat(problems(ALL, TOLD_REGISTERED, heard(2, "c", "updated", ""), heard(3, "b", "updated", "")))
                .singleElement()
                .asString()
                .contains("was acknowledged before");
    }

    @Test
    void aChangeToldTwiceIsFound() {
        Heard again = new Heard(
                4, "another-message-id", 0, heard(4, "c", "updated", "").event());

        assertThat(problems(ALL, TOLD_REGISTERED, TOLD_FIRST, TOLD_SECOND, again))
                .anyMatch(problem -> problem.contains("was told already"));
    }

    @Test
    void anEventWithoutChangeIsFound() {
        Heard invented = heard(4, "x", "updated", "\"added\":{\"city\":\"1\"}");
        Change refused = change("x", Kind.METADATA, Outcome.REFUSED, 7, 8);

        assertThat(problems(ALL, TOLD_REGISTERED, TOLD_FIRST, TOLD_SECOND, invented))
                .singleElement()
                .asString()
                .contains("no cause");
        assertThat(problems(
                        List.of(REGISTERED, FIRST, SECOND, refused),
                        TOLD_REGISTERED,
                        TOLD_FIRST,
                        TOLD_SECOND,
                        invented))
                .singleElement()
                .asString()
                .contains("was refused");
    }

    @Test
    void membershipEventsMustFollowFromTheChanges() {
        Map<String, JsonNode> filters = Map.of(
                "f", Json.parse("{\"metadata\":{\"$elemMatch\":{\"key\":\"floor\",\"value\":2}}}", Json.MAX_DEPTH));
        Heard matched = heard(4, "c", "ep-matched", "\"filterId\":\"f\"");
        Heard early = heard(2, "c", "ep-matched", "\"filterId\":\"f\"");
        List<Heard> changes = List.of(TOLD_REGISTERED, TOLD_FIRST, TOLD_SECOND);
        Problems problems = new Problems();
        History history = new History("e", ALL, changes, problems);

        MembershipEvents.check("e", filters, history, List.of(matched), problems);
        assertThat(problems.all()).isEmpty();
        MembershipEvents.check("e", filters, history, List.of(), problems);
        assertThat(problems.all()).hasSize(1);
        MembershipEvents.check("e", filters, history, List.of(early), problems);
        assertThat(problems.all()).hasSize(2);
    }

    private static List<String> problems(List<Change> asked, Heard... heard) {
        Problems problems = new Problems();
        History history = new History("e", asked, List.of(heard), problems);
        assertThat(history.steps()).hasSize(heard.length);
        return problems.all();
    }

    private static Change change(String id, Kind kind, Outcome outcome, long sent, long answered) {
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        return new Change(id, "e", kind, none, outcome, sent, answered);
    }

    private static Heard heard(long sequence, String correlationId, String type, String more) {
        String body = "{\"endpointId\":\"e\",\"correlationId\":\"" + correlationId + "\"" + (more.isEmpty() ? "" : ",")
                + more + "}";
        return new Heard(
                sequence,
                "message-" + sequence,
                0,
                new EventLog.Event("kaa.v1.events." + type, type, Json.parse(body, Json.MAX_DEPTH)));
    }
}
