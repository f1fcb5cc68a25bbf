package io.muster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.faults.cluster.Layout;
import io.muster.faults.fault.Fault;
import io.muster.faults.fault.Faults;
import io.muster.faults.report.RoundReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One round with the faults that need nothing special; {@code ./muster test --faults 30m} does many with all. */
final class ShortRunTest {
    private static final List<Fault> FAULTS = List.of(
            Faults.REPLICA_KILLED,
            Faults.ALL_KILLED,
            Faults.POSTGRES_KILLED,
            Faults.NATS_KILLED,
            Faults.NATS_PARTITION,
            Faults.POSTGRES_UNREACHABLE);

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void whateverFailsNothingAcknowledgedIsLostAndEveryChangeIsTold() {
        long seed = new Random().nextLong();
        List<Fault> faults = new ArrayList<>(FAULTS);
        Collections.shuffle(faults, new Random(seed));

        RoundReport report = new Round(seed, Layout.WHOLE, System.out::println).run(faults);

        assertThat(report.verdict().problems()).as("seed %d", seed).isEmpty();
        assertThat(report.faults()).hasSizeGreaterThan(faults.size());
        assertThat(report.acknowledged()).isPositive();
        assertThat(report.verdict().told()).isPositive();
    }
}
