package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What operators see of validations, guessing and the password pool. */
class FiguresTest {
    private static final String VERDICTS = "muster.cm.verdicts";

    @Test
    void verdictsAnswersGuessesAndLocksAreCounted() throws Exception {
        try (Installation installation = new Installation()) {
            Installation.Replica replica = installation.start();
            String id = replica.rest.addToken("ep", "kettle", "ep").member("endpointTokenId");
            replica.validate("ep");
            replica.validate("ep");
            replica.validate("unheard of");
            replica.validate("a/b");
            replica.rest.setStatus("ep", id, "Suspended");
            replica.validate("ep");
            replica.rest.setStatus("ep", id, "Revoked");
            replica.validate("ep");
            replica.rest.post(
                    "/endpoints/ep/tokens",
                    "{\"applicationName\":\"kettle\",\"token\":\"early\",\"notBefore\":\"%s\"}"
                            .formatted(Instant.now().plusSeconds(3600)));
            replica.validate("early");
            assertThat(tokens(replica, "accepted")).isEqualTo(2);
            assertThat(tokens(replica, "unknown")).isEqualTo(1);
            assertThat(tokens(replica, "malformed")).isEqualTo(1);
            assertThat(tokens(replica, "suspended")).isEqualTo(1);
            assertThat(tokens(replica, "revoked")).isEqualTo(1);
            assertThat(tokens(replica, "not_yet_valid")).isEqualTo(1);
            assertThat(tokens(replica, "expired")).isZero();
            assertThat(answers(replica, "memory")).isEqualTo(1);
            assertThat(answers(replica, "database")).isEqualTo(5);
            assertThat(replica.metrics
                            .get("muster.cm.remembered")
                            .tag("kind", "endpoint_token")
                            .gauge()
                            .value())
                    .isPositive();
        }
    }

    private static double tokens(Installation.Replica replica, String result) {
        return replica.count(VERDICTS, "kind", "endpoint_token", "result", result);
    }

    private static double answers(Installation.Replica replica, String source) {
        return replica.count("muster.cm.answers", "kind", "endpoint_token", "source", source);
    }

    @Test
    void allOfThemAreDocumented() throws Exception {
        String documented = Files.readString(Path.of("..", "docs", "credentials.md"));
        try (Installation installation = new Installation()) {
            List<String> names = installation.start().metrics.getMeters().stream()
                    .map(meter -> meter.getId().getName())
                    .filter(name -> name.startsWith("muster.cm."))
                    .distinct()
                    .toList();
            assertThat(names).hasSizeGreaterThan(5).allSatisfy(name -> assertThat(documented)
                    .contains("| `" + name.replace('.', '_')));
            for (String result : installation.replicas.getFirst().metrics.get(VERDICTS).counters().stream()
                    .map(counter -> counter.getId().getTag("result"))
                    .toList()) {
                assertThat(documented).contains("`" + result + "`");
            }
        }
    }

    @Test
    void guessesLocksAndHashesAreCounted() throws Exception {
        try (Installation installation = new Installation()) {
            Installation.Replica replica = installation.start();
            String user = replica.rest
                    .post("/clients/credentials", "{\"username\":\"u\",\"password\":\"right\"}")
                    .member("credentialId");
            for (int i = 0; i < Installation.LOGINS.maxFailures(); i++) {
                replica.cm.logins().validate("u", "guess-" + i);
            }
            Eventually.holds("locked", () -> replica.count("muster.cm.password.locks") == 1);
            assertThat(replica.count("muster.cm.password.failures")).isEqualTo(Installation.LOGINS.maxFailures());
            assertThat(replica.metrics.get("muster.cm.password.hashing").timer().count())
                    .isEqualTo(1 + Installation.LOGINS.maxFailures());
            assertThat(replica.metrics.get("muster.cm.password.waiting").gauge().value())
                    .isZero();
            assertThat(replica.count("muster.cm.password.refused")).isZero();
            Rest.Answer shown = replica.rest.get("/clients/credentials/" + user);
            assertThat(shown.body().path("failedAttempts").asInt()).isEqualTo(Installation.LOGINS.maxFailures());
            assertThat(shown.body().has("lockedUntil")).isTrue();
        }
    }
}
