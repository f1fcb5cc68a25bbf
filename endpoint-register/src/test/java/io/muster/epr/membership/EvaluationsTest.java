package io.muster.epr.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EvaluationsTest {

    private static final Set<Integer> OWNED = Set.of(3);

    private final Evaluations evaluations = new Evaluations();

    @Test
    void newFiltersDoNotWaitForTheRemovalOfDeletedOnes() {
        for (int number = 0; number < 100; number++) {
            evaluations.add("deleted-" + number, "app", 3, at(Phase.DROP, ""));
        }
        evaluations.add("new", "app", 3, at(Phase.SCAN, ""));
        evaluations.add("changed", "app", 3, at(Phase.CLEAR, ""));

        assertThat(turns(9))
                .containsExactly(
                        List.of("changed"),
                        List.of("new"),
                        List.of("deleted-0"),
                        List.of("changed"),
                        List.of("new"),
                        List.of("deleted-0"),
                        List.of("changed"),
                        List.of("new"),
                        List.of("deleted-0"));
    }

    @Test
    void removalGoesOnWhenNothingElseIsToBeDone() {
        evaluations.add("deleted-1", "app", 3, at(Phase.DROP, ""));
        evaluations.add("deleted-2", "app", 3, at(Phase.DROP, ""));

        assertThat(turns(1)).containsExactly(List.of("deleted-1"));
        evaluations.remove("deleted-1", "app", 3, at(Phase.DROP, ""));
        assertThat(turns(1)).containsExactly(List.of("deleted-2"));
        evaluations.remove("deleted-2", "app", 3, at(Phase.DROP, ""));
        assertThat(evaluations.any(OWNED)).isFalse();
    }

    private static Progress at(Phase phase, String cursor) {
        return new Progress(1, phase, cursor);
    }

    private List<List<String>> turns(int count) {
        List<List<String>> turns = new ArrayList<>();
        for (int turn = 0; turn < count; turn++) {
            turns.add(evaluations.next(OWNED).orElseThrow().filterIds());
        }
        return turns;
    }
}
