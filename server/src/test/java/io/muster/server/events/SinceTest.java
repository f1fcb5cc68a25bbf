package io.muster.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SinceTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "30s,2026-01-31T11:59:30Z",
        "10m,2026-01-31T11:50:00Z",
        "2h,2026-01-31T10:00:00Z",
        "7d,2026-01-24T12:00:00Z",
        "2026-01-30T12:00:00Z,2026-01-30T12:00:00Z",
        "2026-01-30T12:00:00+02:00,2026-01-30T10:00:00Z",
        "2026-01-30T12:00,2026-01-30T11:00:00Z",
    })
    void spansAndTimesAreUnderstood(String text, Instant moment) {
        assertThat(Since.parse(text, NOON, ZoneId.of("+01:00"))).contains(moment);
    }

    @Test
    void anythingElseIsNot() {
        assertThat(Since.parse("yesterday", NOON, ZoneOffset.UTC)).isEmpty();
        assertThat(Since.parse("9999999999999h", NOON, ZoneOffset.UTC)).isEmpty();
    }
}
