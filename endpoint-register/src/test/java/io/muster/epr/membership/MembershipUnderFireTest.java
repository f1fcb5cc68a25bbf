package io.muster.epr.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.epr.endpoint.Command;
import io.muster.epr.filter.stored.FilterPatch;
import io.muster.epr.metadata.MetadataChange;
import io.muster.platform.feed.Feed;
import io.muster.platform.feed.Partitions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Endpoints and filters change at random, replicas come and go, and leases are torn from their owners at any moment; in
 * the end members, counters and the events a listener has heard agree with the queries.
 */
class MembershipUnderFireTest {

    private static final int ENDPOINTS = 60;
    private static final int WRITERS = 3;
    private static final int WRITES = 200;
    private static final int FILTER_CHANGES = 60;
    private static final List<String> QUERIES = List.of(
            "{}",
            "{\"metadata.a\":1}",
            "{\"metadata.a\":{\"$gte\":2}}",
            "{\"application_version\":\"kettle-v2\"}",
            "{\"metadata\":{\"$not\":{\"$elemMatch\":{\"key\":\"b\"}}}}",
            "{\"$or\":[{\"metadata.a\":0},{\"metadata.b\":3}]}",
            "{\"$and\":[{\"application_version\":\"kettle-v1\"},{\"metadata.b\":{\"$in\":[1,2]}}]}",
            "{\"application_version\":{\"$regex\":\"v2$\"},\"metadata.a\":{\"$ne\":3}}",
            "{\"metadata\":{\"$size\":2}}");

    /** With small chunks filters are evaluated in steps, with large ones by surveys. */
    @ParameterizedTest
    @ValueSource(ints = {2, 50})
    void membersCountersAndEventsAgree(int chunk) throws Exception {
        long seed = new Random().nextLong();
        try (MembershipStack stack = new MembershipStack(chunk)) {
            stack.feed("r0");
            for (int i = 0; i < 3; i++) {
                stack.create(QUERIES.get(i));
            }
            stack.awaitDrained();
            List<Callable<Void>> actors = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                Random random = new Random(seed + w);
                actors.add(() -> writeEndpoints(stack, random));
            }
            actors.add(() -> writeFilters(stack, new Random(seed - 1)));
            actors.add(() -> shakeOwners(stack, new Random(seed - 2)));
            try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Void> done : workers.invokeAll(actors)) {
                    done.get();
                }
            }
            stack.awaitDrained();
            // Some more, now that all filters are active: these moves are told.
            writeEndpoints(stack, new Random(seed - 3));
            stack.awaitDrained();
            assertThat(stack.members())
                    .as(() -> "seed " + seed + stack.mistakes())
                    .isEqualTo(stack.expected());
            assertCounters(stack, seed);
            assertThat(stack.wrongTallies()).as("seed " + seed).isEmpty();
            assertEvents(stack, seed);
        }
    }

    private static Void writeEndpoints(MembershipStack stack, Random random) {
        for (int i = 0; i < WRITES; i++) {
            try {
                stack.endpoints.execute(command(random));
            } catch (Refused expected) {
                // It exists already, or is gone: refused, as it should be.
            }
            LockSupport.parkNanos(random.nextInt(15_000_000));
        }
        return null;
    }

    private static Command command(Random random) {
        String id = "e" + random.nextInt(ENDPOINTS);
        String version = "kettle-v" + (1 + random.nextInt(2));
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("a", random.nextInt(4));
                yield new Command.Register(id, MembershipStack.APPLICATION, version, metadata, "");
            }
            case 3 -> new Command.Unregister(id, Optional.empty());
            case 4 -> new Command.AssignVersion(id, MembershipStack.APPLICATION, version, Optional.empty());
            default -> {
                String key = random.nextBoolean() ? "a" : "b";
                yield new Command.ChangeMetadata(
                        id, MetadataChange.set(key, IntNode.valueOf(random.nextInt(4))), Optional.empty());
            }
        };
    }

    private static Void writeFilters(MembershipStack stack, Random random) {
        for (int i = 0; i < FILTER_CHANGES; i++) {
            String query = QUERIES.get(random.nextInt(QUERIES.size()));
            List<String> ids = stack.filterIds();
            String id = ids.get(random.nextInt(ids.size()));
            try {
                switch (random.nextInt(5)) {
                    case 0, 1 -> stack.create(query);
                    case 2 -> {
                        if (ids.size() > 3) {
                            stack.writer.delete(MembershipStack.APPLICATION, id, Optional.empty());
                        }
                    }
                    default -> {
                        ObjectNode text = (ObjectNode) Json.parse(query, Json.MAX_DEPTH);
                        FilterPatch.NewQuery another = new FilterPatch.NewQuery(text, MembershipStack.parsed(query));
                        FilterPatch patch = new FilterPatch(Optional.empty(), Optional.empty(), Optional.of(another));
                        stack.writer.change(MembershipStack.APPLICATION, id, patch, Optional.empty());
                    }
                }
            } catch (Refused expected) {
                // It was deleted a moment ago.
            }
            LockSupport.parkNanos(random.nextInt(30_000_000));
        }
        return null;
    }

    private static Void shakeOwners(MembershipStack stack, Random random) {
        Deque<Feed> others = new ArrayDeque<>();
        for (int i = 0; i < 60; i++) {
            switch (random.nextInt(8)) {
                case 0 -> others.push(stack.feed("r" + (i + 1)));
                case 1 -> {
                    if (!others.isEmpty()) {
                        stack.stop(others.pop());
                    }
                }
                default -> stack.stealLease(random.nextInt(Partitions.COUNT));
            }
            LockSupport.parkNanos(random.nextInt(60_000_000));
        }
        return null;
    }

    private static void assertCounters(MembershipStack stack, long seed) {
        Map<String, Set<String>> members = stack.members();
        for (String id : stack.filterIds()) {
            assertThat(stack.filters.find(id).orElseThrow().matched())
                    .as("count of %s, seed %d", id, seed)
                    .isEqualTo(members.getOrDefault(id, Set.of()).size());
        }
    }

    /**
     * From {@code activated} to {@code pending} every event turns membership round, and the last one says how it ended.
     * Events shortly before {@code activated} are about members that are read upon it.
     */
    private static void assertEvents(MembershipStack stack, long seed) throws Exception {
        Map<String, Map<String, String>> last = new HashMap<>();
        Map<String, Integer> sinceActivation = new HashMap<>();
        List<StreamedEvents.Told> told = stack.events.all();
        for (StreamedEvents.Told event : told) {
            Map<String, String> ofFilter = last.computeIfAbsent(event.filterId(), f -> new HashMap<>());
            if (event.type().equals("activated")) {
                ofFilter.clear();
                sinceActivation.put(event.filterId(), 0);
            } else if (event.type().equals("pending")) {
                ofFilter.clear();
                sinceActivation.remove(event.filterId());
            } else if (!event.endpointId().isEmpty() && sinceActivation.containsKey(event.filterId())) {
                String before = ofFilter.put(event.endpointId(), event.type());
                assertThat(before).as("before %s, seed %d", event, seed).isNotEqualTo(event.type());
                sinceActivation.merge(event.filterId(), 1, Integer::sum);
            }
        }
        Map<String, Set<String>> members = stack.members();
        for (String id : stack.filterIds()) {
            assertThat(sinceActivation).as("activated, seed %d", seed).containsKey(id);
            last.getOrDefault(id, Map.of()).forEach((endpoint, type) -> assertThat(
                            members.getOrDefault(id, Set.of()).contains(endpoint))
                    .as("%s of %s in %s, seed %d", type, endpoint, id, seed)
                    .isEqualTo(type.equals("ep-matched")));
        }
        assertThat(sinceActivation.values().stream().mapToInt(Integer::intValue).sum())
                .as("membership events heard")
                .isPositive();
    }
}
