package io.muster.cm.credential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarksTest {
    private final Marks marks = new Marks();

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
        assertThat(marks.current("two", marks.epoch())).isTrue();
    }
}
