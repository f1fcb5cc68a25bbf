package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Revocation while everybody asks: the replica that answered the revocation accepts nothing that is asked afterwards;
 * the other one refuses soon, and having refused once never accepts again.
 */
class RevocationUnderLoadTest {
    private static final int ROUNDS = 20;
    private static final int ASKERS_PER_REPLICA = 3;

    @Test
    void nothingIsAcceptedAfterwardsHoweverManyAskMeanwhile() throws Exception {
        Random random = new Random();
        try (Installation installation = new Installation()) {
            List<Installation.Replica> replicas = List.of(installation.start(), installation.start());
            for (int round = 0; round < ROUNDS; round++) {
                revoke(installation, replicas.get(random.nextInt(2)), "round-" + round, random.nextBoolean());
            }
        }
    }

    private static void revoke(Installation installation, Installation.Replica revoking, String token, boolean delete)
            throws InterruptedException {
        String id = revoking.rest.addToken(token, "kettle", token).member("endpointTokenId");
        AtomicBoolean answered = new AtomicBoolean();
        AtomicInteger accepted = new AtomicInteger();
        List<String> wrong = new CopyOnWriteArrayList<>();
        List<Thread> askers = new ArrayList<>();
        for (Installation.Replica replica : installation.replicas) {
            for (int i = 0; i < ASKERS_PER_REPLICA; i++) {
                askers.add(Thread.ofVirtual()
                        .start(() -> ask(replica, token, replica == revoking, answered, accepted, wrong)));
            }
        }
        Eventually.holds("under load", () -> accepted.get() >= 4 * askers.size());
        if (delete) {
            assertThat(revoking.rest
                            .delete("/endpoints/%s/tokens/%s".formatted(token, id))
                            .status())
                    .isEqualTo(204);
        } else {
            assertThat(revoking.rest.setStatus(token, id, "Revoked").status()).isEqualTo(200);
        }
        answered.set(true);
        for (Thread asker : askers) {
            assertThat(asker.join(Ask.PATIENCE)).as("refused at last").isTrue();
        }
        assertThat(wrong).as(token).isEmpty();
    }

    /** Asks until it was refused a few times. */
    private static void ask(
            Installation.Replica replica,
            String token,
            boolean revoking,
            AtomicBoolean answered,
            AtomicInteger accepted,
            List<String> wrong) {
        int refusals = 0;
        while (refusals < 5) {
            boolean before = answered.get();
            int status = replica.validate(token);
            if (status == 200) {
                accepted.incrementAndGet();
                if (before && revoking) {
                    wrong.add("accepted by the replica that had answered the revocation");
                }
                if (refusals > 0) {
                    wrong.add("accepted after it was refused" + (revoking ? " by the revoking replica" : ""));
                }
            } else {
                refusals++;
            }
        }
    }
}
