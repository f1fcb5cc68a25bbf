package io.muster.faults.fault;

import io.muster.embedded.AdminConnection;
import io.muster.faults.cluster.Cluster;
import io.muster.faults.cluster.Replica;
import io.muster.faults.fault.Fault.Struck;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Kills that wait for the worst moment, which they see in the database. */
public final class Moments {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final int STEP_MILLIS = 5;
    private static final int LATER_MILLIS = 60;

    private Moments() {}

    /** Kills all replicas at or shortly after the moment at which a query gives rows. */
    static Struck killedDuring(Cluster cluster, Random random, String what, String query) {
        boolean seen = await(cluster, query, PATIENCE);
        pause(random.nextInt(LATER_MILLIS));
        cluster.replicas().forEach(Replica::kill);
        return new Struck(seen ? "within " + what : "(" + what + " was not seen)", () -> cluster.replicas()
                .forEach(Replica::launch));
    }

    /** Kills some of the replicas that were just launched while they make the schema. */
    public static Struck killedDuringMigration(Cluster cluster, Random random) {
        boolean seen =
                await(cluster, "SELECT FROM information_schema.schemata WHERE schema_name = 'cm'", LONGEST_START);
        pause(random.nextInt(LATER_MILLIS) * random.nextInt(LATER_MILLIS / 2));
        List<Replica> killed = random.nextBoolean()
                ? cluster.replicas()
                : List.of(cluster.replicas().getFirst());
        killed.forEach(Replica::kill);
        return new Struck(
                (seen ? "" : "(not seen) ")
                        + String.join(", ", killed.stream().map(Replica::name).toList()),
                () -> killed.forEach(Replica::launch));
    }

    private static boolean await(Cluster cluster, String query, Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        try (AdminConnection admin = cluster.postgres().admin(cluster.postgres().database())) {
            while (Instant.now().isBefore(deadline)) {
                if (admin.run(query)) {
                    return true;
                }
                pause(STEP_MILLIS);
            }
        } catch (IOException noAnswer) {
            return false;
        }
        return false;
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
