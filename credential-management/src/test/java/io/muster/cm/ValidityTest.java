package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cm.credential.CacheSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Remembered answers do not outlive the validity they were read with. */
class ValidityTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    @Test
    void aRememberedTokenIsRefusedAfterItsEndAndAcceptedFromItsBeginningOn() throws Exception {
        CacheSettings forEver = new CacheSettings(
                1_000, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), Duration.ofMinutes(1));
        InstantSource shifted = () -> Instant.now().plus(ahead.get());
        try (Installation installation = new Installation().with(forEver).at(shifted.withZone(ZoneOffset.UTC))) {
            Installation.Replica replica = installation.start();
            Instant now = Instant.now();
            add(replica, "late", "notAfter", now.plus(HOUR));
            add(replica, "early", "notBefore", now.plus(HOUR));
            for (int i = 0; i < 2; i++) {
                assertThat(replica.validate("late")).isEqualTo(200);
                assertThat(replica.validate("early")).isEqualTo(403);
            }
            double read = replica.count("muster.cm.answers", "kind", "endpoint_token", "source", "database");
            assertThat(read).isEqualTo(2);

            ahead.set(HOUR.multipliedBy(2));

            assertThat(replica.validate("late")).isEqualTo(403);
            assertThat(replica.count("muster.cm.answers", "kind", "endpoint_token", "source", "database"))
                    .as("the end needs no database")
                    .isEqualTo(read);
            assertThat(replica.validate("early")).isEqualTo(200);
            assertThat(replica.rest
                            .get("/endpoints/early/tokens?status=Active")
                            .body()
                            .path("totalElements")
                            .asInt())
                    .as("the first use is stored")
                    .isEqualTo(1);
        }
    }

    private static void add(Installation.Replica replica, String token, String bound, Instant at) {
        Rest.Answer added = replica.rest.post(
                "/endpoints/" + token + "/tokens",
                "{\"applicationName\":\"kettle\",\"token\":\"%s\",\"%s\":\"%s\"}".formatted(token, bound, at));
        assertThat(added.status()).isEqualTo(201);
    }
}
