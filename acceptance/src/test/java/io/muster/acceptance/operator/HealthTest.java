package io.muster.acceptance.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /health} tells a load balancer whether a process can serve, and an operator what is wrong. */
final class HealthTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private RunningMuster muster;
    private Rest rest;

    @BeforeEach
    void start() {
        muster = Setup.fresh().start();
        rest = new Rest(muster.http("/"));
    }

    @AfterEach
    void stop() {
        muster.discard();
    }

    @Test
    void aDatabaseThatHangsIsNamedUntilItGoesOn() {
        await(200);

        muster.pauseServer("postgres");
        JsonNode down = await(503).json();
        muster.resumeServer("postgres");
        JsonNode up = await(200).json();

        for (String service : List.of("epr", "cm")) {
            JsonNode part = down.path("parts").path(service);
            assertThat(part.path("status").asText()).isEqualTo("DOWN");
            assertThat(part.path("detail").asText()).isNotBlank();
            assertThat(up.path("parts").path(service).path("status").asText()).isNotEqualTo("DOWN");
        }
        assertThat(new Management(muster).register("{}").endpointId()).isNotBlank();
    }

    private Rest.Answer await(int status) {
        return Await.value(
                PATIENCE, () -> health(status), () -> "/health never has " + status + ": " + rest.get("/health"));
    }

    private Optional<Rest.Answer> health(int status) {
        try {
            return Optional.of(rest.trySend("GET", "/health", "")).filter(answer -> answer.status() == status);
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }
}
