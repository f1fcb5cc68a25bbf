package io.muster.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class PartitionsTest {

    @Property
    void everySubjectHasAPartition(@ForAll String subject) {
        assertThat(Partitions.of(subject)).isBetween((short) 0, (short) (Partitions.COUNT - 1));
    }

    @Test
    void isTheSameInEveryRelease() {
        assertThat(Partitions.of("")).isEqualTo((short) 9);
        assertThat(Partitions.of("ep-1")).isEqualTo((short) 11);
        assertThat(Partitions.of("0f6f5f0e-4b6a-4b0e-8b25-0c8c8ad0e1aa")).isEqualTo((short) 9);
    }

    @Test
    void spreadsEvenly() {
        Map<Short, Integer> counts = new HashMap<>();
        for (int i = 0; i < 16_000; i++) {
            counts.merge(Partitions.of("ep-" + i), 1, Integer::sum);
        }
        assertThat(counts).hasSize(Partitions.COUNT).allSatisfy((partition, count) -> assertThat(count)
                .isBetween(800, 1_200));
    }
}
