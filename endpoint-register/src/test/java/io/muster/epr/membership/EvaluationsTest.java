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
        evaluations.add("deleted", "app", 3, at(Phase.DROP, ""));
        evaluations.add("new", "app", 3, at(Phase.SCAN, ""));
        evaluations.add("changed", "app", 3, at(Phase.CLEAR, ""));

        assertThat(turns(9))
                .containsExactly(
                        List.of("changed"),
                        List.of("new"),
                        List.of("deleted"),
                        List.of("changed"),
                        List.of("new"),
                        List.of("deleted"),
                        List.of("changed"),
                        List.of("new"),
                        List.of("deleted"));
    }

    @Test
    void whatManyFiltersHaveLeftIsRemovedTogetherWhereAllOfThemHaveLeftSomething() {
        for (int number = 100; number < 250; number++) {
            evaluations.add("deleted-" + number, "app", 3, at(Phase.DROP, ""));
            evaluations.add("deleted-" + number, "app", 4, at(Phase.DROP, ""));
        }
        evaluations.add("deleted-249", "app", 5, at(Phase.DROP, ""));

        Evaluations.Turn first = evaluations.next(Set.of(3, 4, 5)).orElseThrow();
        assertThat(first.partitions()).containsExactly(3, 4);
        assertThat(first.filterIds()).hasSize(100).startsWith("deleted-100").endsWith("deleted-199");
        removed(first);

        Evaluations.Turn second = evaluations.next(Set.of(4)).orElseThrow();
        assertThat(second.partitions()).containsExactly(4);
        assertThat(second.filterIds()).hasSize(50);
        removed(second);
        assertThat(evaluations.any(Set.of(4))).isFalse();

        Evaluations.Turn third = evaluations.next(Set.of(3, 4, 5)).orElseThrow();
        assertThat(third.partitions()).containsExactly(3, 5);
        removed(third);
        removed(evaluations.next(OWNED).orElseThrow());
        assertThat(evaluations.any(Set.of(3, 4, 5))).isFalse();
    }

    private void removed(Evaluations.Turn turn) {
        turn.partitions().forEach(partition -> turn.filterIds()
                .forEach(filter -> evaluations.remove(filter, "app", partition, at(turn.phase(), ""))));
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
