package io.muster.cm.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MarksTest {
    private final AtomicLong interruptions = new AtomicLong(3);
    private final Marks marks = new Marks(interruptions::get);

    @Test
    void whatWasReadBeforeTheMarkIsOutOfDate() {
        long before = marks.epoch();
        assertThat(marks.current("one", before)).isTrue();
        marks.mark("one");
        assertThat(marks.current("one", before)).isFalse();
        assertThat(marks.current("one", marks.epoch())).isTrue();
        assertThat(marks.current("two", before)).isTrue();
        marks.markAll();
        assertThat(marks.current("two", before)).isFalse();
    }

    @Test
    void whatWasReadBeforeAnInterruptionIsOutOfDate() {
        long before = marks.epoch();
        assertThat(marks.current("one", before)).isTrue();
        interruptions.incrementAndGet();
        assertThat(marks.current("one", before)).isFalse();
        assertThat(marks.current("one", before)).isFalse();
        assertThat(marks.current("one", marks.epoch())).isTrue();
        assertThat(marks.current("two", marks.epoch())).isTrue();
    }
}
