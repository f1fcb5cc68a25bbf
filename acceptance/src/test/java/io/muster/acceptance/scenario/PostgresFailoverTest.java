package io.muster.acceptance.scenario;

import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.Ports;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import io.muster.embedded.PostgresPair;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PostgreSQL that takes the writes is killed under load, and its synchronous standby takes over. */
final class PostgresFailoverTest {
    private static final int WRITERS = 2;
    private static final int CHANGES = 100;

    @TempDir
    private Path folder;

    @Test
    void theProgramGoesOnWithTheStandbyAndNothingAcknowledgedIsLost() throws Exception {
        long seed = System.nanoTime();
        int head = new Random(seed).nextInt(CHANGES);
        try (PostgresPair postgres = PostgresPair.start(folder, Ports.free(), Ports.free())) {
            RunningMuster muster = Setup.fresh()
                    .with("--db-url", postgres.url())
                    .with(Map.of("MUSTER_DB_USER", postgres.user(), "MUSTER_DB_PASSWORD", postgres.password()))
                    .start();
            try (Workload workload = new Workload(muster, WRITERS)) {
                awaitProgress(workload, CHANGES + head);
                postgres.killFirst();
                postgres.promoteSecond();
                awaitProgress(workload, CHANGES);
                workload.close();
                Workload.assertKept(muster, workload.acknowledged(), seed);
            } finally {
                muster.discard();
            }
        }
    }

    private static void awaitProgress(Workload workload, int changes) {
        int goal = workload.acknowledgements() + changes;
        Await.until(Await.LONG, () -> workload.acknowledgements() >= goal, () -> "no change is acknowledged");
    }
}
