package io.muster.kpc.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private long now = Long.MAX_VALUE - 5;
    private final Admission admission = new Admission(2, () -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void letsSoManyConnectPerSecond() {
        assertThat(admission.connect()).isTrue();
        assertThat(admission.connect()).isTrue();
        assertThat(admission.connect()).isFalse();
        pass(Duration.ofMillis(500));
        assertThat(admission.connect()).isTrue();
        assertThat(admission.connect()).isFalse();
    }

    @Test
    void doesNotSaveUpMoreThanASecond() {
        pass(Duration.ofHours(1));
        assertThat(admission.connect()).isTrue();
        assertThat(admission.connect()).isTrue();
        assertThat(admission.connect()).isFalse();
    }
}
