package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.Decision;
import io.muster.epr.endpoint.Endpoint;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.metadata.MetadataChange;
import io.muster.platform.http.EntityTags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataUpdatedEvent;

/** Many writers on one endpoint, some of them on another replica. */
class WritePathTest {

    private static final int WRITERS = 8;
    private static final int WRITES = 25;

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static Command set(String endpointId, String key, int value, Optional<EntityTags> ifMatch) {
        return new Command.ChangeMetadata(endpointId, MetadataChange.set(key, IntNode.valueOf(value)), ifMatch);
    }

    private static void together(List<Callable<Void>> tasks) throws Exception {
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> result : workers.invokeAll(tasks)) {
                result.get();
            }
        }
    }

    @Test
    void losesNoUpdateAndTellsEachOnceInOrder() throws Exception {
        epr.registered("busy", "{}");
        List<EndpointWriter> replicas = List.of(epr.writer(), epr.writer());
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            String key = "k" + w;
            EndpointWriter writer = replicas.get(w % replicas.size());
            tasks.add(() -> {
                for (int i = 1; i <= WRITES; i++) {
                    writer.execute(set("busy", key, i, Optional.empty()));
                }
                return null;
            });
        }
        together(tasks);

        Endpoint stored = epr.store().get("busy");
        assertThat(stored.revision()).isEqualTo(1 + WRITERS * WRITES);
        assertThat(stored.metadataRevision()).isEqualTo(1 + WRITERS * WRITES);
        for (int w = 0; w < WRITERS; w++) {
            assertThat(stored.metadata().get("k" + w).asInt()).isEqualTo(WRITES);
        }
        List<SpecificRecord> events = epr.events.of("busy", 1 + WRITERS * WRITES);
        assertThat(events).hasSize(1 + WRITERS * WRITES);
        int[] last = new int[WRITERS];
        for (SpecificRecord record : events.subList(1, events.size())) {
            MetadataUpdatedEvent event = (MetadataUpdatedEvent) record;
            event.getAdded().forEach((key, value) -> {
                assertThat(value).isEqualTo("1");
                last[key.charAt(1) - '0'] = 1;
            });
            event.getUpdated().forEach((key, value) -> {
                int writer = key.charAt(1) - '0';
                assertThat(value.getOldValue()).contains(Integer.toString(last[writer]));
                assertThat(value.getNewValue()).contains(Integer.toString(last[writer] + 1));
                last[writer]++;
            });
        }
        assertThat(last).containsOnly(WRITES);
    }

    @Test
    void conditionalWritersNeverOverwriteEachOther() throws Exception {
        epr.registered("counter", "{\"n\":0}");
        List<EndpointWriter> replicas = List.of(epr.writer(), epr.writer());
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            EndpointWriter writer = replicas.get(w % replicas.size());
            tasks.add(() -> {
                for (int i = 0; i < WRITES; i++) {
                    increment(writer);
                }
                return null;
            });
        }
        together(tasks);

        Endpoint stored = epr.store().get("counter");
        assertThat(stored.metadata().get("n").asInt()).isEqualTo(WRITERS * WRITES);
        assertThat(stored.revision()).isEqualTo(1 + WRITERS * WRITES);
        assertThat(epr.events.of("counter", 1 + WRITERS * WRITES)).hasSize(1 + WRITERS * WRITES);
    }

    private static void increment(EndpointWriter writer) {
        while (true) {
            Endpoint seen = epr.store().get("counter");
            try {
                writer.execute(set(
                        "counter",
                        "n",
                        seen.metadata().get("n").asInt() + 1,
                        Optional.of(new EntityTags(false, Set.of(seen.metadataTag())))));
                return;
            } catch (Refused overtaken) {
                assertThat(overtaken.refusal().kind()).isEqualTo(Kind.PRECONDITION_FAILED);
            }
        }
    }

    @Test
    void neighboursOfARefusedCommandAreNotHarmed() throws Exception {
        EndpointWriter writer = epr.writer();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            epr.registered("n" + i, "{}");
            String id = i % 4 == 0 ? "missing" + i : "n" + i;
            boolean missing = i % 4 == 0;
            tasks.add(() -> {
                try {
                    Decision decision = writer.execute(set(id, "a", 1, Optional.empty()));
                    assertThat(missing).isFalse();
                    assertThat(decision).isInstanceOf(Decision.Effective.class);
                } catch (Refused refused) {
                    assertThat(missing).isTrue();
                    assertThat(refused.refusal().kind()).isEqualTo(Kind.NOT_FOUND);
                }
                return null;
            });
        }
        together(tasks);
        assertThat(epr.store().get("n1").metadata().get("a").asInt()).isEqualTo(1);
    }

    @Test
    void aReplicaThatOnlyWritesHasItsEventsPublishedByTheOwner() throws Exception {
        try (EndpointRegister replica = epr.replica("b", epr.tokens)) {
            assertThat(replica.api().operations()).isNotEmpty();
            for (int i = 0; i < 20; i++) {
                epr.registered("spread" + i, "{}");
            }
            for (int i = 0; i < 20; i++) {
                assertThat(epr.events.of("spread" + i, 1)).hasSize(1);
            }
        }
    }
}
