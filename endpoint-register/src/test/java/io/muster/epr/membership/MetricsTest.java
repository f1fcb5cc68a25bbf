package io.muster.epr.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.epr.EprStack;
import io.muster.epr.endpoint.Command;
import io.muster.epr.metadata.MetadataChange;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The figures of feed and membership say what has happened. */
class MetricsTest {

    @Test
    void figuresFollowWhatHappens() throws Exception {
        try (MembershipStack stack = new MembershipStack(10)) {
            stack.feed("r1");
            for (int i = 0; i < 3; i++) {
                stack.endpoints.execute(new Command.Register(
                        "e" + i,
                        MembershipStack.APPLICATION,
                        "kettle-v1",
                        JsonNodeFactory.instance.objectNode().put("a", i),
                        ""));
            }
            // A registration that is worked on after a filter became active moves its endpoint with an event.
            stack.awaitDrained();
            stack.create("{\"metadata.a\":1}");
            String gone = stack.create("{}");
            stack.awaitDrained();
            stack.writer.delete(MembershipStack.APPLICATION, gone, Optional.empty());
            stack.endpoints.execute(
                    new Command.ChangeMetadata("e0", MetadataChange.set("a", IntNode.valueOf(1)), Optional.empty()));
            stack.awaitDrained();

            // 3 registered, 2 pending, 2 activated, 1 deleted, 1 updated; the update has a matched besides.
            assertThat(stack.metrics
                            .counter("muster.feed.records", "service", "epr")
                            .count())
                    .isEqualTo(9);
            assertThat(stack.metrics
                            .counter("muster.feed.events", "service", "epr")
                            .count())
                    .isEqualTo(10);
            assertThat(stack.metrics.counter("muster.filters.moves").count()).isEqualTo(1);
            assertThat(stack.metrics.summary("muster.filters.evaluated").count())
                    .isPositive();
            assertThat(stack.metrics.timer("muster.filters.scan").count()).isPositive();
            assertThat(stack.metrics
                            .timer("muster.feed.delay", "service", "epr")
                            .count())
                    .isPositive();
            EprStack.await(() -> stored(stack, "active") == 1 && stored(stack, "pending") == 0);
            EprStack.await(
                    () -> stack.metrics.get("muster.filters.unfinished").gauge().value() == 0);
            stack.database.update("UPDATE filter SET status = 'pending', revision = revision + 1000");
            stack.database.update("UPDATE filter_clock SET revision = revision + 1000");
            EprStack.await(() -> stored(stack, "active") == 0 && stored(stack, "pending") == 1);
        }
    }

    private static double stored(MembershipStack stack, String state) {
        return stack.metrics
                .get("muster.filters.stored")
                .tag("state", state)
                .gauge()
                .value();
    }
}
