package io.muster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.faults.cluster.Layout;
import io.muster.faults.fault.Fault;
import io.muster.faults.fault.Faults;
import io.muster.faults.report.RoundReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One round with a few faults; {@code ./muster test --faults 30m} runs many with all of them. */
final class ShortRunTest {
    private static final List<Fault> FAULTS = List.of(Faults.REPLICA_KILLED);

    @Test
    void whateverFailsNothingAcknowledgedIsLostAndEveryChangeIsTold() {
        long seed = System.nanoTime();

        RoundReport report = new Round(seed, Layout.WHOLE, System.out::println).run(FAULTS);

        System.out.println(report);
        assertThat(report.verdict().problems()).as("seed %d", seed).isEmpty();
        assertThat(report.acknowledged()).isPositive();
    }
}
