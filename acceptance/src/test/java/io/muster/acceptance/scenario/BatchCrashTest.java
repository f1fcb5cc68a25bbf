package io.muster.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.EventHistory;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A batch registration that was accepted comes to its end after kill -9 of everything, and its status tells all of it. */
final class BatchCrashTest {
    private static final int ENDPOINTS = 1_000;
    private static final String BATCH = "/epr/api/v1/endpoints/batch";

    /** A job belongs for some seconds to the replica that was killed. */
    private static final Duration TAKEN_OVER = Duration.ofMinutes(4);

    @Test
    void everyEndpointIsRegisteredOnceAndItsTokenTold() {
        RunningMuster muster = Setup.fresh().start();
        try {
            String task = new Rest(muster.http("/"))
                    .post(
                            BATCH,
                            "{\"appVersion\":{\"name\":\"demo_application_v1\"},\"endpoints\":["
                                    + String.join(",", Collections.nCopies(ENDPOINTS, "{}")) + "]}")
                    .expect(202)
                    .json()
                    .path("taskId")
                    .asText();
            awaitBegun(muster, task);
            muster.killEverything();
            muster = muster.startAgain();

            JsonNode status = finished(muster, task);
            assertThat(status.path("failedCount").asInt())
                    .as(status.path("failed").toString())
                    .isZero();
            Set<String> ids = new HashSet<>();
            Set<String> tokens = new HashSet<>();
            status.path("created").forEach(endpoint -> {
                ids.add(endpoint.path("endpointId").asText());
                tokens.add(endpoint.path("endpointToken").asText());
            });
            assertThat(ids).hasSize(ENDPOINTS);
            assertThat(tokens).hasSize(ENDPOINTS).doesNotContain("");
            assertRegistered(muster, ids);
            assertThat(ids).allMatch(holdsOneToken(muster));
        } finally {
            muster.discard();
        }
    }

    private static Predicate<String> holdsOneToken(RunningMuster muster) {
        Rest rest = new Rest(muster.http("/"));
        return id -> rest.get("/cm/api/v1/endpoints/" + id + "/tokens")
                        .expect(200)
                        .json()
                        .path("totalElements")
                        .asInt()
                == 1;
    }

    private static JsonNode status(RunningMuster muster, String task) {
        return new Rest(muster.http("/"))
                .get(BATCH + "/status?appName=demo_application&taskId=" + task)
                .expect(200)
                .json();
    }

    private static void awaitBegun(RunningMuster muster, String task) {
        Await.until(
                Await.LONG,
                () -> status(muster, task).path("createdCount").asInt() > 0,
                () -> "the job does not begin");
    }

    private static JsonNode finished(RunningMuster muster, String task) {
        Await.until(
                TAKEN_OVER, () -> status(muster, task).path("finished").asBoolean(), () -> "the job is not taken over");
        return status(muster, task);
    }

    private static void assertRegistered(RunningMuster muster, Set<String> ids) {
        Await.until(
                Await.LONG,
                () -> {
                    Set<String> told = new HashSet<>();
                    EventHistory.of(muster.natsUrl()).events().stream()
                            .filter(event -> event.type().equals("registered"))
                            .forEach(event ->
                                    told.add(event.body().path("endpointId").asText()));
                    return told.equals(ids);
                },
                () -> "not every endpoint was told, or others were");
    }
}
