package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.avro.Ecap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenRevokedEvent;

/**
 * Random sequences of calls against a naive model, on one and on two replicas, each asked for itself over NATS: every
 * answer is as the model says, at once on the replica that answered the call before, on the other one as soon as it has
 * heard of it; and the events are exactly those of the model.
 */
class StateMachineTest {
    private static final int SEQUENCES = 25;
    private static final int STEPS = 16;
    private static final List<String> STATUSES = List.of("Inactive", "Active", "Suspended", "Revoked");

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void randomSequencesFollowTheModel(int replicas) throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (Installation installation = new Installation()) {
            for (int i = 0; i < replicas; i++) {
                installation.start();
            }
            Heard<EndpointTokenRevokedEvent> revoked =
                    new Heard<>(installation.bus, Ecap.TOKEN_REVOKED, installation.name);
            for (int sequence = 0; sequence < SEQUENCES; sequence++) {
                String token = "token-" + sequence;
                Model model = new Model();
                String id = any(installation, random)
                        .rest
                        .addToken(token, "kettle", token)
                        .member("endpointTokenId");
                for (int step = 0; step < STEPS; step++) {
                    String action = act(installation, random, token, id, model);
                    assertThat(model.problem)
                            .as("seed %d, %s, step %d: %s", seed, token, step, action)
                            .isEmpty();
                }
                Eventually.holds(
                        "events of " + token + ", seed " + seed, () -> heard(revoked, token) >= model.revocations);
                assertThat(heard(revoked, token)).as("seed %d", seed).isEqualTo(model.revocations);
            }
        }
    }

    @Test
    void aReplicaThatConfirmsAStateAnswersByIt() throws Exception {
        try (Installation installation = new Installation()) {
            Installation.Replica one = installation.start();
            Installation.Replica other = installation.start();
            String id = one.rest.addToken("pot", "kettle", "pot").member("endpointTokenId");
            one.validate("pot");
            one.rest.setStatus("pot", id, "Suspended");
            Eventually.holds("the other one refuses", () -> other.validate("pot") == 403);

            one.rest.setStatus("pot", id, "Active");
            assertThat(other.rest.setStatus("pot", id, "Active").status()).isEqualTo(200);

            assertThat(other.validate("pot")).isEqualTo(200);
        }
    }

    private static long heard(Heard<EndpointTokenRevokedEvent> revoked, String endpoint) {
        return revoked.events.stream()
                .filter(event -> event.getEndpointId().equals(endpoint))
                .count();
    }

    private static Installation.Replica any(Installation installation, Random random) {
        return installation.replicas.get(random.nextInt(installation.replicas.size()));
    }

    private static String act(Installation installation, Random random, String token, String id, Model model) {
        Installation.Replica replica = any(installation, random);
        int choice = random.nextInt(20);
        if (choice < 9) {
            int expected = model.use();
            if (replica == model.changedBy) {
                model.expect(expected, replica.validate(token));
            } else {
                // The news may take a moment to the other replica, but once it is there it stays.
                Eventually.holds("answer " + expected, () -> replica.validate(token) == expected);
                model.expect(expected, replica.validate(token));
            }
            return "use of replica " + installation.replicas.indexOf(replica);
        }
        if (choice < 19) {
            String to = STATUSES.get(random.nextInt(STATUSES.size()));
            Rest.Answer answer = replica.rest.setStatus(token, id, to);
            model.expect(model.request(to), answer.status());
            if (answer.status() == 200) {
                model.changedBy = replica;
                model.expect(model.status, answer.member("status"));
            }
            return "request " + to;
        }
        Rest.Answer answer = replica.rest.delete("/endpoints/%s/tokens/%s".formatted(token, id));
        model.expect(model.delete(), answer.status());
        if (answer.status() == 204) {
            model.changedBy = replica;
        }
        return "delete";
    }

    /** The table of the contract, written down naively. */
    private static final class Model {
        String status = "Inactive";
        int revocations;
        String problem = "";

        /** The replica that answered the last call that succeeded: there nothing may take a moment. */
        Installation.@Nullable Replica changedBy;

        int use() {
            return switch (status) {
                case "Inactive", "Active" -> {
                    status = "Active";
                    yield 200;
                }
                case "deleted" -> 404;
                default -> 403;
            };
        }

        int request(String to) {
            if (status.equals("deleted")) {
                return 404;
            }
            if (to.equals(status)) {
                return 200;
            }
            boolean usable = status.equals("Inactive") || status.equals("Active");
            boolean allowed = usable && (to.equals("Suspended") || to.equals("Revoked"))
                    || status.equals("Suspended") && (to.equals("Active") || to.equals("Revoked"));
            if (!allowed) {
                return 409;
            }
            revocations += usable ? 1 : 0;
            status = to;
            return 200;
        }

        int delete() {
            if (status.equals("deleted")) {
                return 404;
            }
            revocations += status.equals("Inactive") || status.equals("Active") ? 1 : 0;
            status = "deleted";
            return 204;
        }

        void expect(Object wanted, Object got) {
            if (!wanted.equals(got)) {
                problem = "expected " + wanted + ", but got " + got;
            }
        }
    }

    /** Many callers at once: whatever the interleaving, one first use and one revocation are stored and announced. */
    @Test
    void concurrentRevocationsAreAnnouncedOnce() throws Exception {
        try (Installation installation = new Installation()) {
            Installation.Replica one = installation.start();
            Installation.Replica two = installation.start();
            Heard<EndpointTokenRevokedEvent> revoked =
                    new Heard<>(installation.bus, Ecap.TOKEN_REVOKED, installation.name);
            for (int round = 0; round < 10; round++) {
                String token = "race-" + round;
                String id = one.rest.addToken(token, "kettle", token).member("endpointTokenId");
                List<Thread> threads = new ArrayList<>();
                for (Installation.Replica replica : List.of(one, two, one, two)) {
                    threads.add(Thread.ofVirtual().start(() -> replica.rest.setStatus(token, id, "Revoked")));
                    threads.add(Thread.ofVirtual().start(() -> TokenEcapTest.status(replica, token)));
                }
                for (Thread thread : threads) {
                    thread.join();
                }
                assertThat(one.rest
                                .get("/endpoints/%s/tokens/%s".formatted(token, id))
                                .member("status"))
                        .isEqualTo("Revoked");
                assertThat(TokenEcapTest.status(one, token)).isEqualTo(403);
                Eventually.holds("event", () -> heard(revoked, token) == 1);
            }
            assertThat(revoked.events).hasSize(10);
        }
    }
}
