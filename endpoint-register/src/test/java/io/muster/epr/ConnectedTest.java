package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.avro.Elce;
import io.muster.epr.endpoint.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.event.gen.v1.endpoint.connectivity.ConnectedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.AppVersionUpdatedEvent;

/** Endpoints that connect in another version than the stored one. */
class ConnectedTest {

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack(EprStack.following("kpc-connected"));
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static void connected(Map<String, String> endpoints) throws Exception {
        ConnectedEvent event = new ConnectedEvent("conn-1", 1L, 0L, endpoints, "kpc-a");
        epr.bus.publish(
                Elce.CONNECTED.from("kpc-connected"), Elce.CONNECTED.codec().encode(event));
        epr.bus.flush(Duration.ofSeconds(5));
    }

    private static void awaitVersion(String endpointId, String version) throws Exception {
        epr.eventually(
                "/endpoints/" + endpointId + "/app-version",
                read -> read.path("name").asText().equals(version));
    }

    @Test
    void movesEveryEndpointThatItCan() throws Exception {
        epr.registered("c1", "{}");
        epr.registered("c2", "{}");
        epr.registered("c3", "{}");
        connected(Map.of(
                "c1", "kettle-v2", "nobody", "kettle-v2", "c2", "lamp-v1", "c3", "unknown-v1", "nul\0", "kettle-v1"));
        awaitVersion("c1", "kettle-v2");
        AppVersionUpdatedEvent event =
                (AppVersionUpdatedEvent) epr.events.of("c1", 2).get(1);
        assertThat(event.getCorrelationId()).isEqualTo("conn-1");
        assertThat(event.getPreviousAppVersionName()).isEqualTo("kettle-v1");

        connected(Map.of("c3", "kettle-v2"));
        awaitVersion("c3", "kettle-v2");
        assertThat(epr.store().get("c2").appVersion()).isEqualTo("kettle-v1");
    }

    @Test
    void survivesGarbageAndRepetition() throws Exception {
        epr.registered("g", "{}");
        epr.bus.publish(Elce.CONNECTED.from("kpc-connected"), new byte[] {1, 2, 3});
        connected(Map.of("g", "kettle-v2"));
        connected(Map.of("g", "kettle-v2"));
        awaitVersion("g", "kettle-v2");
        connected(Map.of("g", "kettle-v1"));
        awaitVersion("g", "kettle-v1");
        assertThat(epr.events.of("g", 3)).hasSize(3);
    }

    @Test
    void aLateReportDoesNotUndoANewerOne() throws Exception {
        epr.registered("late", "{}");
        Instant now = Instant.now();
        var writer = epr.writer();
        writer.execute(new Command.ReportVersion("late", EprStack.KETTLE, "kettle-v2", now));
        writer.execute(new Command.ReportVersion("late", EprStack.KETTLE, "kettle-v1", now.minusSeconds(5)));
        assertThat(epr.store().get("late").appVersion()).isEqualTo("kettle-v2");
        assertThat(epr.store().get("late").revision()).isEqualTo(2);
        assertThat(epr.events.of("late", 2)).hasSize(2);
    }
}
