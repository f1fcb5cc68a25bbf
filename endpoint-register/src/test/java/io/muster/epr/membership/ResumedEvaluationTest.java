package io.muster.epr.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.epr.EprStack;
import io.muster.epr.endpoint.Command;
import io.muster.platform.feed.Feed;
import io.muster.platform.feed.Partitions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An evaluation that is broken off goes on where it stopped, and judges endpoints as the feed sees them. */
class ResumedEvaluationTest {

    private static final Set<Integer> ALL =
            IntStream.range(0, Partitions.COUNT).boxed().collect(Collectors.toSet());

    private static void register(MembershipStack stack, int from, int to) {
        for (int i = from; i < to; i++) {
            stack.endpoints.execute(new Command.Register(
                    "e" + i,
                    MembershipStack.APPLICATION,
                    "kettle-v1",
                    JsonNodeFactory.instance.objectNode().put("a", i % 3),
                    ""));
        }
    }

    private static long scanned(MembershipStack stack) {
        return stack.database
                .query("SELECT count(*) FROM filter_partition WHERE phase = 'done' OR cursor <> ''")
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void goesOnWhereItStoppedAndActivatesOnce() throws Exception {
        try (MembershipStack stack = new MembershipStack(2)) {
            register(stack, 0, 150);
            Feed first = stack.feed("r1");
            EprStack.await(stack::drained);
            stack.stop(first);

            String exact = stack.create("{\"metadata.a\":1}");
            String inexact = stack.create("{\"application_version\":{\"$regex\":\"v1\"}}");
            // Changes that nobody has published yet: they are the feed's to judge, not the scan's.
            register(stack, 150, 180);
            stack.endpoints.execute(new Command.Unregister("e1", Optional.empty()));
            FilterMembership killed = stack.membership("r2");
            killed.acquired(ALL);
            for (int step = 0; step < 30; step++) {
                assertThat(killed.step(ALL, (tx, partitions) -> {})).isTrue();
            }
            assertThat(scanned(stack)).isPositive();
            assertThat(stack.filters.find(exact).orElseThrow().matched()).isPositive();

            stack.feed("r3");
            EprStack.await(stack::drained);
            assertThat(stack.members()).isEqualTo(stack.expected());
            assertThat(stack.filters.find(exact).orElseThrow().matched()).isEqualTo(59);
            assertThat(stack.filters.find(inexact).orElseThrow().matched()).isEqualTo(179);
            List<String> ofExact = stack.events.all().stream()
                    .filter(event -> event.filterId().equals(exact))
                    .map(StreamedEvents.Told::type)
                    .toList();
            assertThat(ofExact.stream().filter("activated"::equals)).hasSize(1);
            assertThat(ofExact).startsWith("pending");
        }
    }
}
