package io.muster.faults.fault;

import io.muster.faults.cluster.Replica;
import io.muster.faults.fault.Fault.Struck;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Connections that break several times a second and can be made again at once. */
final class Flapping {
    private static final int LONGEST_CUT_MILLIS = 150;
    private static final int LONGEST_WHOLE_MILLIS = 500;

    private Flapping() {}

    static Struck start(List<Replica> replicas, Random random) {
        CountDownLatch healed = new CountDownLatch(1);
        Random pauses = new Random(random.nextLong());
        Thread.ofVirtual().start(() -> flap(replicas, pauses, healed));
        return new Struck("all", healed::countDown);
    }

    private static void flap(List<Replica> replicas, Random pauses, CountDownLatch healed) {
        try {
            boolean over = false;
            while (!over) {
                replicas.forEach(replica -> replica.nats().cut());
                over = healed.await(pauses.nextInt(LONGEST_CUT_MILLIS), TimeUnit.MILLISECONDS);
                replicas.forEach(replica -> replica.nats().mend());
                over = over || healed.await(pauses.nextInt(LONGEST_WHOLE_MILLIS), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
