package io.muster.acceptance.scenario;

import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever was acknowledged is there after kill -9 of everything, and so are its events. */
final class CrashTest {
    private static final int KILLS = 3;
    private static final int WRITERS = 4;

    @Test
    void nothingAcknowledgedIsLost() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RunningMuster muster = Setup.fresh().start();
        try (Workload workload = new Workload(muster, WRITERS)) {
            for (int kill = 1; kill <= KILLS; kill++) {
                int goal = workload.acknowledgements() + 50 + random.nextInt(300);
                Await.until(
                        Await.LONG,
                        () -> workload.acknowledgements() >= goal,
                        () -> "the workload does not get on, seed " + seed);
                muster.killEverything();
                muster = muster.startAgain();
            }
            workload.close();

            Map<String, Workload.Endpoint> acknowledged = workload.acknowledged();
            Workload.assertKept(muster, acknowledged, seed);
        } finally {
            muster.discard();
        }
    }
}
