package io.muster.epr.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.EprStack;
import io.muster.epr.endpoint.Command;
import io.muster.epr.feed.EndpointFeed;
import io.muster.epr.metadata.MetadataChange;
import io.muster.platform.feed.ChangeRecord;
import io.muster.platform.feed.Content;
import io.muster.platform.feed.Feed;
import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.feed.Partitions;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A filter that another replica makes active while a batch is being told. */
class LateActivationTest {

    private static final Set<Integer> ALL =
            IntStream.range(0, Partitions.COUNT).boxed().collect(Collectors.toSet());
    /** What another replica owns; not the partition of the endpoint. */
    private static final Set<Integer> OTHERS = Set.of((Partitions.of("e") + 1) % Partitions.COUNT);

    private static final FeedProcessor.Guard OWNED = (tx, partitions) -> {};

    @Test
    void movesThatNobodyIsToldOfAreCertainBeforeAnythingIsTold() throws Exception {
        try (MembershipStack stack = new MembershipStack(100)) {
            register(stack);
            String filter = stack.create("{\"metadata.a\":1}");
            FilterMembership membership = allButOthers(stack);
            assertThat(stack.members()).containsEntry(filter, Set.of("e"));

            change(stack, 2);
            EndpointFeed processor = new EndpointFeed("s", "i", "r2", membership, List.of());
            FeedProcessor.Outcome untold = processor.process(waiting(stack), stack.database::query);
            assertThat(types(untold)).containsExactly("updated");
            store(stack, untold.ahead());
            assertThat(stack.members()).isEmpty();

            // As after a crash: nothing of it was told or removed. By then the filter is active, and the endpoint goes.
            evaluate(stack.membership("r3"), OTHERS);
            stack.endpoints.execute(new Command.Unregister("e", Optional.empty()));
            FeedProcessor.Outcome repeated = processor.process(waiting(stack), stack.database::query);
            assertThat(types(repeated)).containsExactly("updated", "unregistered");
        }
    }

    @Test
    void aFurtherChangeOfAnEndpointThatNobodyIsToldOfWaitsForTheNextBatch() throws Exception {
        try (MembershipStack stack = new MembershipStack(100)) {
            register(stack);
            stack.create("{\"metadata.a\":1}");
            FilterMembership membership = allButOthers(stack);

            change(stack, 2);
            change(stack, 1);
            change(stack, 3);
            List<ChangeRecord> batch = waiting(stack);
            EndpointFeed processor = new EndpointFeed("s", "i", "r2", membership, List.of());
            FeedProcessor.Outcome first = processor.process(batch, stack.database::query);
            assertThat(types(first)).containsExactly("updated");
            assertThat(first.postponed()).containsExactlyInAnyOrderElementsOf(batch.subList(1, 3));
            store(stack, first.ahead());

            // As after a crash that came when the first change had been told of. By then the filter is active.
            evaluate(stack.membership("r3"), OTHERS);
            FeedProcessor.Outcome repeated = processor.process(batch, stack.database::query);
            assertThat(types(repeated)).containsExactly("updated", "updated", "ep-matched", "updated", "ep-unmatched");
            assertThat(repeated.postponed()).isEmpty();
        }
    }

    @Test
    void aMoveThatNobodyIsToldOfWaitsBehindAnotherChangeOfItsEndpoint() throws Exception {
        try (MembershipStack stack = new MembershipStack(100)) {
            register(stack);
            stack.create("{\"metadata.a\":1}");
            FilterMembership membership = allButOthers(stack);

            set(stack, "b", 7);
            change(stack, 2);
            List<ChangeRecord> batch = waiting(stack);
            EndpointFeed processor = new EndpointFeed("s", "i", "r2", membership, List.of());
            FeedProcessor.Outcome outcome = processor.process(batch, stack.database::query);
            assertThat(types(outcome)).containsExactly("updated");
            assertThat(outcome.postponed()).containsExactly(batch.getLast());
            assertThat(outcome.ahead()).isEmpty();
        }
    }

    @Test
    void aBatchIsDecidedAgainBeforeItIsToldWhenAFilterBecameActive() throws Exception {
        try (MembershipStack stack = new MembershipStack(100)) {
            register(stack);
            stack.create("{\"metadata.a\":1}");
            FilterMembership membership = allButOthers(stack);

            stack.endpoints.execute(new Command.Unregister("e", Optional.empty()));
            EndpointFeed processor = new EndpointFeed("s", "i", "r2", membership, List.of());
            FeedProcessor.Outcome outdated = processor.process(waiting(stack), stack.database::query);
            evaluate(stack.membership("r3"), OTHERS);
            assertThatThrownBy(() -> store(stack, outdated.ahead())).isInstanceOf(FeedProcessor.DecideAgain.class);

            FeedProcessor.Outcome again = processor.process(waiting(stack), stack.database::query);
            assertThat(types(again)).containsExactly("ep-unmatched", "unregistered");
            assertThat(again.ahead()).isEmpty();
        }
    }

    /** An endpoint that has been told of, and no feed that works. */
    private static void register(MembershipStack stack) {
        stack.endpoints.execute(new Command.Register("e", MembershipStack.APPLICATION, "kettle-v1", metadata(1), ""));
        Feed feed = stack.feed("r1");
        stack.awaitDrained();
        stack.stop(feed);
    }

    /** A replica that has evaluated what it owns, so that filters become active when the other one has. */
    private static FilterMembership allButOthers(MembershipStack stack) {
        FilterMembership membership = stack.membership("r2");
        Set<Integer> owned = new HashSet<>(ALL);
        owned.removeAll(OTHERS);
        evaluate(membership, owned);
        return membership;
    }

    private static void store(MembershipStack stack, List<FeedProcessor.Store> stores) {
        assertThat(stores).isNotEmpty();
        stack.database.inTransaction(tx -> {
            stores.forEach(store -> store.in(tx, ALL));
            return true;
        });
    }

    private static void evaluate(FilterMembership membership, Set<Integer> partitions) {
        membership.acquired(partitions);
        EprStack.await(() -> !membership.step(partitions, OWNED));
    }

    private static ObjectNode metadata(int a) {
        return JsonNodeFactory.instance.objectNode().put("a", a);
    }

    private static void change(MembershipStack stack, int a) {
        set(stack, "a", a);
    }

    private static void set(MembershipStack stack, String key, int value) {
        stack.endpoints.execute(
                new Command.ChangeMetadata("e", MetadataChange.set(key, IntNode.valueOf(value)), Optional.empty()));
    }

    private static List<ChangeRecord> waiting(MembershipStack stack) {
        List<ChangeRecord> records = new ArrayList<>();
        for (Row row :
                stack.database.query("SELECT sequence, partition, kind, subject, body, correlation_id, created_at "
                        + "FROM change_record WHERE subject = 'e' ORDER BY sequence")) {
            records.add(new ChangeRecord(
                    row.getLong(0),
                    row.getShort(1),
                    row.getString(2),
                    row.getString(3),
                    new Content.Stored(row.getString(4)),
                    row.getString(5),
                    row.getOffsetDateTime(6).toInstant()));
        }
        return records;
    }

    private static List<String> types(FeedProcessor.Outcome outcome) {
        return outcome.events().stream()
                .map(event -> event.subject().replaceFirst(".*\\.", ""))
                .toList();
    }
}
