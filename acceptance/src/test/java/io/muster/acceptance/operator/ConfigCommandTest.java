package io.muster.acceptance.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.program.Installation;
import io.muster.acceptance.program.Setup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code muster config} shows what applies and where it comes from. */
final class ConfigCommandTest {

    @Test
    void everyValueWithItsOriginAndNoSecret() {
        Setup setup = Setup.fresh().configured("service:\n  graceful-shutdown: 7\n");

        Installation.Outcome outcome = Installation.run(
                Map.of(
                        "NATS_USERNAME",
                        "me",
                        "NATS_PASSWORD",
                        "hush-hush-1",
                        "MUSTER_DB_URL",
                        "postgresql://me:hush-hush-2@127.0.0.1/muster"),
                List.of(),
                List.of("config", "--config", setup.home() + "/muster.yml", "--http-port", "8123"));

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(line(outcome, "service.graceful-shutdown")).contains("7").contains("muster.yml:2");
        assertThat(line(outcome, "muster.http.port")).contains("8123").contains("--http-port");
        assertThat(line(outcome, "nats.password")).contains("hidden").contains("NATS_PASSWORD");
        assertThat(line(outcome, "muster.db.url")).contains("127.0.0.1").contains("MUSTER_DB_URL");
        assertThat(line(outcome, "muster.nats.port")).contains("4222").contains("default");
        assertThat(outcome.out() + outcome.err()).doesNotContain("hush-hush");
    }

    private static String line(Installation.Outcome outcome, String key) {
        return outcome.out()
                .lines()
                .filter(line -> line.strip().startsWith(key + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(key + " is missing in\n" + outcome.out()));
    }
}
