package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.epr.EprStack.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataKeyUpdatedDto;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataUpdatedEvent;

/** Many clients of the API change one endpoint at the same time. */
class ConcurrentRequestsTest {

    private static final int CLIENTS = 8;
    private static final int CHANGES = 12;

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static void together(Callable<Void> client) throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                tasks.add(client);
            }
            for (Future<Void> result : clients.invokeAll(tasks)) {
                result.get();
            }
        }
    }

    /** Each event continues where the one before it ended: none is missing, twice or out of order. */
    private static void assertCounted(String id, int changes) {
        List<SpecificRecord> events = epr.events.of(id, 1 + changes);
        assertThat(events).hasSize(1 + changes);
        for (int n = 1; n <= changes; n++) {
            assertThat(((MetadataUpdatedEvent) events.get(n)).getUpdated())
                    .containsExactlyEntriesOf(
                            Map.of("n", new MetadataKeyUpdatedDto(Integer.toString(n), Integer.toString(n - 1))));
        }
        assertThat(epr.store().get(id).revision()).isEqualTo(1 + changes);
    }

    @Test
    void withIfMatchNobodyOverwritesAnother() throws Exception {
        epr.registered("counter", "{\"n\":0}");
        together(() -> {
            for (int done = 0; done < CHANGES; ) {
                Answer seen = epr.get("/endpoints/counter/metadata");
                Answer written = epr.call(
                        "PUT",
                        "/endpoints/counter/metadata/n",
                        Integer.toString(seen.json().path("n").asInt() + 1),
                        "If-Match",
                        seen.header("ETag"));
                if (written.status() == 204) {
                    done++;
                } else {
                    assertThat(written.status()).isEqualTo(412);
                    assertThat(written.message()).contains("current ETag is \"");
                }
            }
            return null;
        });
        assertCounted("counter", CLIENTS * CHANGES);
    }

    @Test
    void withoutIfMatchEveryEffectiveChangeIsToldOnce() throws Exception {
        epr.registered("patched", "{\"n\":0}");
        together(() -> {
            for (int done = 0; done < CHANGES; ) {
                int n = epr.get("/endpoints/patched/metadata/n").json().asInt();
                String patch =
                        "[{\"op\":\"test\",\"path\":\"/n\",\"value\":%d},{\"op\":\"replace\",\"path\":\"/n\",\"value\":%d}]";
                Answer written = epr.call("PATCH", "/endpoints/patched/metadata", patch.formatted(n, n + 1));
                assertThat(written.status()).isIn(204, 409);
                done += written.status() == 204 ? 1 : 0;
                // Says what is so already, hence changes nothing.
                epr.call("PATCH", "/endpoints/patched/metadata", patch.formatted(n, n));
            }
            return null;
        });
        assertCounted("patched", CLIENTS * CHANGES);
    }
}
