package io.muster.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class FiguresTest {

    @Test
    void theTableShowsCountsTimesAndReasons() {
        Figures figures = new Figures();
        for (int millis = 1; millis <= 100; millis++) {
            figures.done(Step.REGISTER, TimeUnit.MILLISECONDS.toNanos(millis));
        }
        figures.failed(Step.CONNECT, "refused");
        figures.failed(Step.CONNECT, "refused");
        assertThat(figures.errors()).isEqualTo(2);
        List<String> lines = figures.table().lines().toList();
        assertThat(lines.get(0)).matches("step +count +errors +p50 ms +p99 ms +max ms");
        assertThat(lines.get(1)).matches("register +100 +0 +50\\.\\d +99\\.\\d +100\\.\\d");
        assertThat(lines.get(2)).matches("connect +0 +2 +0\\.0 +0\\.0 +0\\.0");
        assertThat(lines.get(5)).isEqualTo("  2 × connect: refused");
    }
}
