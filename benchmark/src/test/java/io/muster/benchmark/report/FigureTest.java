package io.muster.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FigureTest {

    @Test
    void aRatioIsComparedWithItsBound() {
        assertThat(withRatio(0.86, new Target.RatioAtLeast(0.85)).met()).contains(true);
        assertThat(withRatio(0.84, new Target.RatioAtLeast(0.85)).met()).contains(false);
        assertThat(withRatio(3.1, new Target.RatioAtMost(3)).met()).contains(false);
    }

    @Test
    void aValueIsComparedWithItsBound() {
        assertThat(alone(99, new Target.AtMost(100)).met()).contains(true);
        assertThat(alone(101, new Target.AtMost(100)).met()).contains(false);
        assertThat(alone(99, new Target.AtLeast(100)).met()).contains(false);
        assertThat(alone(99, new Target.None()).met()).isEmpty();
    }

    @Test
    void theMedianStandsForRepetitions() {
        assertThat(Spread.of(List.of(3.0, 100.0, 1.0))).isEqualTo(new Spread(3, 1, 100));
        assertThat(Spread.of(List.of(1.0, 2.0)).median()).isEqualTo(1.5);
    }

    @Test
    void allFormsTellWhatFailed() {
        Report report = new Report(
                Map.of("seed", "42"),
                List.of(alone(5, new Target.AtMost(4))),
                List.of(),
                Map.of("search", "no answer"));

        assertThat(TableForm.of(report)).contains("NO").contains("search: could not be measured: no answer");
        assertThat(MarkdownForm.of(report, key -> key))
                .contains("| NO |")
                .contains("`search` could not be measured: no answer");
        assertThat(JsonForm.of(report).at("/figures/key/met").asBoolean(true)).isFalse();
        assertThat(JsonForm.of(report).at("/failures/search").asText()).isEqualTo("no answer");
    }

    private static Figure alone(double value, Target target) {
        return Figure.alone("key", "title", "ms", Spread.of(value), target);
    }

    private static Figure withRatio(double ratio, Target target) {
        return new Figure(
                "key",
                "title",
                "1/s",
                Spread.of(ratio),
                Optional.of(new Figure.Limit("bare", Spread.of(1))),
                Optional.of(Spread.of(ratio)),
                target,
                Map.of());
    }
}
