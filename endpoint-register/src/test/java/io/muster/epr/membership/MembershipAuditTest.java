package io.muster.epr.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.epr.EprStack;
import io.muster.epr.endpoint.Command;
import io.muster.epr.metadata.MetadataChange;
import io.muster.platform.feed.Partitions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Wrong members are found and mended, also while replicas work, and listeners hear of it. */
class MembershipAuditTest {

    private static final int ENDPOINTS = 60;

    private static MembershipFindings audit(MembershipStack stack, boolean mend) {
        return new MembershipAudit(stack.database, Clock.systemUTC()).run(mend, endpoints -> {});
    }

    private static void register(MembershipStack stack) {
        for (int i = 0; i < ENDPOINTS; i++) {
            stack.endpoints.execute(new Command.Register(
                    "e" + i,
                    MembershipStack.APPLICATION,
                    "kettle-v1",
                    JsonNodeFactory.instance.objectNode().put("a", i % 3),
                    ""));
        }
    }

    private static void addMember(MembershipStack stack, String endpointId, String filterId) {
        stack.database.update(
                "INSERT INTO filter_member (endpoint_id, filter_id, partition, created_at) VALUES ($1, $2, $3, now())"
                        + " ON CONFLICT DO NOTHING",
                endpointId,
                filterId,
                Partitions.of(endpointId));
    }

    @Test
    void everyKindOfDifferenceIsFoundMendedAndTold() throws Exception {
        try (MembershipStack stack = new MembershipStack(50)) {
            register(stack);
            stack.feed("r1");
            String ones = stack.create("{\"metadata.a\":1}");
            stack.awaitDrained();
            assertThat(audit(stack, false)).satisfies(clean -> {
                assertThat(clean.endpoints()).isEqualTo(ENDPOINTS);
                assertThat(clean.judged()).isEqualTo(1);
                assertThat(clean.missing().count() + clean.surplus().count()).isZero();
                assertThat(clean.counters().count()).isZero();
            });

            stack.database.update("DELETE FROM filter_member WHERE endpoint_id = 'e1'");
            addMember(stack, "e2", ones);
            addMember(stack, "nobody", ones);
            addMember(stack, "e3", "no-filter");
            MembershipFindings found = audit(stack, false);
            assertThat(found.missing().examples()).containsExactly("endpoint e1, filter " + ones);
            assertThat(found.surplus().examples())
                    .containsExactly(
                            "endpoint e2, filter " + ones,
                            "endpoint e3, filter no-filter, which does not exist",
                            "endpoint nobody, filter " + ones);
            assertThat(found.counters().count()).isPositive();
            assertThat(found.mended()).isZero();

            MembershipFindings mended = audit(stack, true);
            assertThat(mended.mended()).isEqualTo(4);
            assertThat(mended.mendedCounters()).isEqualTo(mended.counters().count());
            MembershipFindings after = audit(stack, false);
            assertThat(after.missing().count() + after.surplus().count()).isZero();
            assertThat(after.counters().count()).isZero();
            assertThat(stack.members()).isEqualTo(stack.expected());

            stack.awaitDrained();
            List<StreamedEvents.Told> told = stack.events.all();
            assertThat(told)
                    .contains(new StreamedEvents.Told(ones, "ep-matched", "e1"))
                    .contains(new StreamedEvents.Told(ones, "ep-unmatched", "e2"));
        }
    }

    @Test
    void anEndpointOfWhichAChangeWaitsIsLeftToTheFeed() throws Exception {
        try (MembershipStack stack = new MembershipStack(50)) {
            register(stack);
            var feed = stack.feed("r1");
            String ones = stack.create("{\"metadata.a\":1}");
            stack.awaitDrained();
            stack.stop(feed);
            set(stack, "e1", 2);

            MembershipFindings found = audit(stack, true);

            assertThat(found.changing()).isEqualTo(1);
            assertThat(found.missing().count() + found.surplus().count()).isZero();
            assertThat(stack.members().get(ones)).contains("e1");
            stack.feed("r2");
            EprStack.await(stack::drained);
            assertThat(stack.members()).isEqualTo(stack.expected());
        }
    }

    @Test
    void mendingBesideReplicasAndWritersLeavesEverythingRight() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (MembershipStack stack = new MembershipStack(50)) {
            register(stack);
            stack.feed("r1");
            stack.feed("r2");
            String ones = stack.create("{\"metadata.a\":1}");
            stack.create("{\"metadata.a\":{\"$gte\":1}}");
            stack.awaitDrained();
            AtomicBoolean writing = new AtomicBoolean(true);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                Random own = new Random(seed + 1);
                while (writing.get()) {
                    set(stack, "e" + own.nextInt(ENDPOINTS), own.nextInt(4));
                }
            });
            for (int round = 0; round < 12; round++) {
                String endpoint = "e" + random.nextInt(ENDPOINTS);
                if (random.nextBoolean()) {
                    stack.database.update("DELETE FROM filter_member WHERE endpoint_id = $1", endpoint);
                } else {
                    addMember(stack, endpoint, ones);
                }
                audit(stack, true);
            }
            writing.set(false);
            writer.join();
            stack.awaitDrained();

            audit(stack, true);
            stack.awaitDrained();
            assertThat(stack.members()).as("seed %d", seed).isEqualTo(stack.expected());
            assertThat(audit(stack, false).counters().count())
                    .as("seed %d", seed)
                    .isZero();
            for (Map.Entry<String, Set<String>> entry : stack.expected().entrySet()) {
                assertThat(stack.filters.find(entry.getKey()).orElseThrow().matched())
                        .as("seed %d", seed)
                        .isEqualTo(entry.getValue().size());
            }
        }
    }

    private static void set(MembershipStack stack, String endpointId, int value) {
        stack.endpoints.execute(new Command.ChangeMetadata(
                endpointId,
                new MetadataChange.SetKeys(JsonNodeFactory.instance.objectNode().set("a", IntNode.valueOf(value))),
                Optional.empty()));
    }
}
