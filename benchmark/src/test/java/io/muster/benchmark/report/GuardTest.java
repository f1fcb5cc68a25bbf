package io.muster.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GuardTest {

    @Test
    void aRatioThatFellIsPointedOut() {
        assertThat(guarded(0.9)).contains("ecap_token is 0.90").contains("expected");
        assertThat(guarded(0.1)).contains("ecap_token is 0.10").contains("LESS THAN 0.3");
    }

    private static String guarded(double ratio) {
        Figure figure = new Figure(
                "ecap_token",
                "title",
                "1/s",
                Spread.of(ratio),
                Optional.of(new Figure.Limit("bare", Spread.of(1))),
                Optional.of(Spread.of(ratio)),
                new Target.None(),
                Map.of());
        return Guard.of(new Report(Map.of(), List.of(figure), List.of(), Map.of()));
    }
}
