package io.muster.epr.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refused;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.EndpointTally;
import io.muster.epr.endpoint.TallyAudit;
import io.muster.epr.metadata.MetadataChange;
import io.muster.platform.feed.Partitions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Totals and metadata keys are exact while changes wait for the feed, after it has taken them in, and after mending. */
class TallyTest {

    private static final int ROUNDS = 12;

    @Test
    void isExactBeforeAndAfterTheFeed() throws Exception {
        try (MembershipStack stack = new MembershipStack(50)) {
            EndpointTally tally = new EndpointTally(stack.database);
            change(stack);
            assertExact(tally);
            assertThat(stack.wrongTallies()).isNotEmpty();

            stack.feed("r1");
            stack.awaitDrained();
            assertThat(stack.wrongTallies()).isEmpty();
            assertExact(tally);

            // As another owner of a partition may have counted.
            stack.database.update("INSERT INTO endpoint_tally SELECT application, app_version, metadata_key, 7, 5"
                    + " FROM endpoint_tally WHERE partition = 0");
            stack.database.update("UPDATE endpoint_tally SET n = n - 5 WHERE partition = 0");
            assertExact(tally);
            stack.endpoints.execute(new Command.Unregister("e1", Optional.empty()));
            stack.endpoints.execute(new Command.Unregister("e2", Optional.empty()));
            stack.endpoints.execute(new Command.Unregister("e4", Optional.empty()));
            assertThat(tally.endpoints(Optional.empty(), Optional.empty())).isZero();
            assertThat(tally.metadataKeys(MembershipStack.APPLICATION)).isEmpty();
            stack.awaitDrained();
            assertThat(stack.database.query("SELECT FROM endpoint_tally").size())
                    .as("rows that have come to nothing")
                    .isZero();
        }
    }

    @Test
    void mendingBesideReplicasAndWritersLeavesEverythingRight() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (MembershipStack stack = new MembershipStack(50)) {
            TallyAudit audit = new TallyAudit(stack.database);
            stack.feed("r1");
            stack.feed("r2");
            AtomicBoolean writing = new AtomicBoolean(true);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                Random own = new Random(seed + 1);
                while (writing.get()) {
                    step(stack, "e" + own.nextInt(30), own);
                }
            });
            int found = 0;
            for (int round = 0; round < ROUNDS; round++) {
                stack.database.update(
                        (round % 2 == 0 ? "UPDATE endpoint_tally SET n = n + 3" : "DELETE FROM endpoint_tally")
                                + " WHERE partition = (SELECT partition FROM endpoint_tally ORDER BY random() LIMIT 1)");
                stack.database.update("INSERT INTO endpoint_tally VALUES ('no-application', 'v', 'k', $1, -1)", (short)
                        random.nextInt(Partitions.COUNT));
                List<TallyAudit.Wrong> wrong = audit.find();
                found += wrong.size();
                CompletableFuture<Integer> another = CompletableFuture.supplyAsync(() -> audit.mend(wrong));
                assertThat(audit.mend(wrong)).isEqualTo(wrong.size());
                assertThat(another.join()).isEqualTo(wrong.size());
                assertThat(audit.find()).as("seed %d", seed).isEmpty();
            }
            writing.set(false);
            writer.join();
            stack.awaitDrained();

            assertThat(found).isGreaterThanOrEqualTo(ROUNDS);
            assertThat(stack.wrongTallies()).as("seed %d", seed).isEmpty();
        }
    }

    /** Registers an endpoint, or changes or deletes the one there is. */
    private static void step(MembershipStack stack, String id, Random random) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("k" + random.nextInt(3), 1);
        try {
            stack.endpoints.execute(new Command.Register(id, MembershipStack.APPLICATION, "kettle-v1", metadata, ""));
        } catch (Refused known) {
            stack.endpoints.execute(
                    random.nextBoolean()
                            ? new Command.Unregister(id, Optional.empty())
                            : new Command.ChangeMetadata(
                                    id,
                                    MetadataChange.set("k" + random.nextInt(3), IntNode.valueOf(random.nextInt())),
                                    Optional.empty()));
        }
    }

    private static void change(MembershipStack stack) {
        for (int i = 1; i <= 4; i++) {
            ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("a", i);
            stack.endpoints.execute(
                    new Command.Register("e" + i, MembershipStack.APPLICATION, "kettle-v1", metadata, ""));
        }
        stack.endpoints.execute(
                new Command.AssignVersion("e2", MembershipStack.APPLICATION, "kettle-v2", Optional.empty()));
        stack.endpoints.execute(
                new Command.ChangeMetadata("e2", MetadataChange.set("b", IntNode.valueOf(1)), Optional.empty()));
        stack.endpoints.execute(
                new Command.ChangeMetadata("e1", MetadataChange.set("a", IntNode.valueOf(9)), Optional.empty()));
        stack.endpoints.execute(new Command.Unregister("e3", Optional.empty()));
    }

    private static void assertExact(EndpointTally tally) {
        Optional<String> application = Optional.of(MembershipStack.APPLICATION);
        assertThat(tally.endpoints(Optional.empty(), Optional.empty())).isEqualTo(3);
        assertThat(tally.endpoints(application, Optional.empty())).isEqualTo(3);
        assertThat(tally.endpoints(Optional.empty(), Optional.of("kettle-v1"))).isEqualTo(2);
        assertThat(tally.endpoints(application, Optional.of("kettle-v2"))).isEqualTo(1);
        assertThat(tally.endpoints(Optional.of("lamp"), Optional.empty())).isZero();
        assertThat(tally.metadataKeys(MembershipStack.APPLICATION))
                .isEqualTo(Map.of("kettle-v1", List.of("a"), "kettle-v2", List.of("a", "b")));
        assertThat(tally.metadataKeys("lamp")).isEmpty();
    }
}
