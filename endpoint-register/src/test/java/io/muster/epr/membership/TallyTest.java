package io.muster.epr.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.EndpointTally;
import io.muster.epr.metadata.MetadataChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Totals and metadata keys are exact while changes wait for the feed, and after it has taken them in. */
class TallyTest {

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
