package io.muster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestStackTest {
    @Test
    void everyDatabaseIsNewOnOneServer() {
        TestStack.Database first = TestStack.newDatabase();
        TestStack.Database second = TestStack.newDatabase();
        assertThat(first.name()).isNotEqualTo(second.name());
        assertThat(first.port()).isEqualTo(second.port());
        assertThat(first.toString()).doesNotContain(first.password());
        assertThat(TestStack.nats()).isSameAs(TestStack.nats());
    }
}
