package io.muster.platform.tekton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PendingScopesTest {
    private static final Scope EVERYTHING = Scope.everything("epr");
    private static final Scope LAMP = Scope.of("epr", Optional.of("lamp"), Optional.empty());
    private static final Scope V1 = Scope.of("epr", Optional.of("lamp"), Optional.of("v1"));
    private static final Scope ELSEWHERE = Scope.of("cm", Optional.of("lamp"), Optional.of("v1"));

    private final PendingScopes pending = new PendingScopes();

    @Test
    void aWiderScopeTakesTheNarrowerOnesIn() {
        List.of(V1, ELSEWHERE, V1, LAMP, V1).forEach(scope -> pending.add(List.of(scope)));
        assertThat(pending.take()).containsExactlyInAnyOrder(LAMP, ELSEWHERE);
        pending.add(List.of(EVERYTHING, V1, LAMP));
        assertThat(pending.take()).containsExactly(EVERYTHING);
    }

    @Test
    void manyScopesBecomeTheWholeInstance() {
        for (int i = 0; i < 1_000; i++) {
            pending.add(List.of(Scope.of("epr", Optional.of("a" + i), Optional.empty())));
        }
        assertThat(pending.take()).containsExactly(EVERYTHING);
    }

    @Test
    void whatIsGivenBackIsTakenAgain() {
        pending.add(List.of(V1));
        pending.giveBack(pending.take());
        assertThat(pending.take()).containsExactly(V1);
    }

    @Test
    void anEmptyNameAndAVersionWithoutApplicationMeanEverything() {
        assertThat(Scope.of("epr", Optional.of(""), Optional.of("v1"))).isEqualTo(EVERYTHING);
        assertThat(Scope.of("epr", Optional.empty(), Optional.of("v1"))).isEqualTo(EVERYTHING);
    }

    @Test
    void closingLetsTheWaitingGo() {
        pending.close();
        assertThat(pending.take()).isEmpty();
    }
}
