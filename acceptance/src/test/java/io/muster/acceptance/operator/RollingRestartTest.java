package io.muster.acceptance.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.EventHistory;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import io.muster.embedded.TestStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas of the whole program on one PostgreSQL and one NATS. */
final class RollingRestartTest {
    private static final String KEY = "the-same-key-in-every-replica";
    private static final int BACK_ENDS = 2;
    private static final int REQUESTS = 60;

    /** So many that some are in the partitions of each replica. */
    private static final int ENDPOINTS = 40;

    private final TestStack.Database database = TestStack.newDatabase();
    private final List<RunningMuster> replicas = new ArrayList<>();

    @BeforeEach
    void start() {
        for (String name : List.of("first", "second")) {
            replicas.add(Setup.fresh()
                    .with(
                            "--db-url",
                            "postgresql://%s:%d/%s".formatted(database.host(), database.port(), database.name()))
                    .with("--nats-url", TestStack.nats().url())
                    .with(Map.of(
                            "MUSTER_DB_USER",
                            database.user(),
                            "MUSTER_DB_PASSWORD",
                            database.password(),
                            "KAA_CM_TOKEN_HASH_KEY",
                            KEY,
                            "KAA_EPR_BATCH_KEY",
                            KEY,
                            // As long as clients believe that a replica is ready, and two seconds.
                            "MUSTER_UNREADY_BEFORE_STOP",
                            "3s",
                            "SERVICE_INSTANCE_REPLICA_ID",
                            name))
                    .launch());
        }
        replicas.forEach(RunningMuster::awaitReady);
    }

    @AfterEach
    void stop() {
        replicas.forEach(RunningMuster::discard);
    }

    @Test
    void noRequestFailsInARollingRestartAndWhatAKilledReplicaWorkedOnIsTakenOver() {
        Management management = new Management(replicas.getFirst());
        try (Constantly clients = new Constantly();
                AskingNeighbour neighbour =
                        AskingNeighbour.connect(TestStack.nats().url(), management.register("{}"));
                RoamingDevice device =
                        new RoamingDevice(replicas, management.register("{}").token())) {
            for (int i = 0; i < BACK_ENDS; i++) {
                clients.start(
                        "REST",
                        new FollowingClient(replicas, management.register("{}").endpointId()));
            }
            clients.start("NATS", neighbour);
            clients.start("MQTT", device);
            clients.awaitAnswers(REQUESTS);
            for (int i = 0; i < replicas.size(); i++) {
                RunningMuster replica = replicas.get(i);
                assertThat(replica.terminate()).isZero();
                clients.awaitAnswers(REQUESTS);
                replicas.set(i, replica.setup().start());
                clients.awaitAnswers(REQUESTS);
            }
            clients.close();
            assertThat(clients.failures()).isEmpty();
        }

        replicas.getLast().killProgram();
        List<String> registered = Stream.generate(
                        () -> management.register("{}").endpointId())
                .limit(ENDPOINTS)
                .toList();
        Await.until(Await.LONG, () -> untold(registered).isEmpty(), () -> "never told of: " + untold(registered));
    }

    private static List<String> untold(List<String> registered) {
        EventHistory history = EventHistory.of(TestStack.nats().url());
        return registered.stream().filter(id -> history.about(id).isEmpty()).toList();
    }
}
