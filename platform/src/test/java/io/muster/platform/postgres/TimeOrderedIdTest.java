package io.muster.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class TimeOrderedIdTest {

    @Test
    void isOfVersionSevenAndBeginsWithTheTime() {
        long before = System.currentTimeMillis();
        UUID id = TimeOrderedId.next();
        long after = System.currentTimeMillis();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, after);
    }

    @Test
    void nobodyElseHasIt() {
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(TimeOrderedId.next());
        }
        assertThat(ids).hasSize(10_000);
    }
}
