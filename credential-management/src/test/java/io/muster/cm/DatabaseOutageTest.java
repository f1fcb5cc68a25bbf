package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cm.credential.CacheSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is answered while PostgreSQL cannot be reached. */
class DatabaseOutageTest {

    @Test
    void knownTokensAreAcceptedForAWhileAndUnknownOnesGet503() throws Exception {
        CacheSettings cache =
                new CacheSettings(1_000, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(5), Duration.ofMinutes(1));
        try (Installation installation = new Installation();
                Outage outage = new Outage(installation.postgresPort())) {
            installation.with(cache).through(outage.port());
            Installation.Replica replica = installation.start();
            replica.rest.addToken("ep", "kettle", "known");
            String suspended =
                    replica.rest.addToken("ep", "kettle", "suspended").member("endpointTokenId");
            assertThat(status(installation, "known")).isEqualTo(200);
            assertThat(status(installation, "suspended")).isEqualTo(200);
            replica.rest.setStatus("ep", suspended, "Suspended");

            outage.shut();
            Eventually.holds("noticed", () -> status(installation, "never seen") == 503);
            assertThat(status(installation, "known")).isEqualTo(200);
            assertThat(status(installation, "suspended")).isEqualTo(503);
            assertThat(replica.rest.get("/endpoints/ep/tokens").status()).isEqualTo(503);

            outage.open();
            Eventually.holds("back", () -> status(installation, "suspended") == 403);
            assertThat(status(installation, "never seen")).isEqualTo(404);
        }
    }

    private static int status(Installation installation, String token) {
        return Ask.token(installation.bus, installation.name, "kettle", token).getStatusCode();
    }
}
