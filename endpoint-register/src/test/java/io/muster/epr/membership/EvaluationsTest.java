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

    @Test
    void whatIsFarAheadLeavesTurnsToWhatIsBehind() {
        evaluations.add("ahead", "app", 3, at(Phase.SCAN, "a"));
        assertThat(turns(1)).containsExactly(List.of("ahead"));
        evaluations.add("behind", "app", 3, at(Phase.SCAN, ""));

        evaluations.move("ahead", "app", 3, at(Phase.SCAN, "a"), at(Phase.SCAN, "b"));

        Evaluations.Turn turn = evaluations.next(OWNED).orElseThrow();
        assertThat(turn.filterIds()).containsExactly("behind");
        assertThat(turn.stop()).isEqualTo("b");
        assertThat(turns(1)).containsExactly(List.of("ahead"));
    }

    @Test
    void partitionsInWhichTheSameFiltersStandAtTheSamePlaceAreScannedTogether() {
        for (int partition : new int[] {1, 2, 3, 4}) {
            evaluations.add("one", "app", partition, at(Phase.SCAN, "a"));
        }
        evaluations.add("other", "app", 2, at(Phase.SCAN, "a"));
        evaluations.add("farther", "app", 4, at(Phase.SCAN, "c"));

        Evaluations.Turn turn = evaluations.next(Set.of(1, 2, 3, 4)).orElseThrow();

        assertThat(turn.partitions()).containsExactlyInAnyOrder(1, 3, 4);
        assertThat(turn.stop()).isEqualTo("c");
        assertThat(evaluations.next(Set.of(2)).orElseThrow().partitions()).containsExactly(2);
    }

    @Test
    void givesFewFiltersThatStandAtTheBeginningEverywhere() {
        Set<Integer> two = Set.of(3, 4);
        evaluations.add("fresh", "app", 3, at(Phase.SCAN, ""));
        evaluations.add("fresh", "app", 4, at(Phase.SCAN, ""));
        evaluations.add("begun", "app", 3, at(Phase.SCAN, "a"));
        evaluations.add("begun", "app", 4, at(Phase.SCAN, ""));

        assertThat(evaluations.fresh(two, 2)).containsExactly("fresh");
        assertThat(evaluations.fresh(two, 1)).isEmpty();
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
