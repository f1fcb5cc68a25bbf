package io.muster.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A back end groups devices by their metadata. */
@ExtendWith(SharedMuster.class)
final class FilterTest {
    private final RunningMuster muster;
    private final Management management;
    private final String city = "Lviv-" + UUID.randomUUID();

    FilterTest(RunningMuster muster) {
        this.muster = muster;
        this.management = new Management(muster);
    }

    @Test
    void itIsPendingThenActivatedAndGivesExactlyTheMatchingEndpoints() {
        String matching = registered(city);
        String another = registered(city);
        registered("Kyiv");
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            String filter = management.createFilter(
                    "{\"metadata\":{\"$elemMatch\":{\"key\":\"city\",\"value\":\"%s\"}}}".formatted(city));

            String subject = "kaa.v1.events.epr.endpoint-filter." + filter + ".";
            events.await("activated", event -> event.subject().equals(subject + "activated"));
            assertThat(events.heard(event -> event.subject().startsWith(subject)))
                    .extracting(EventLog.Event::type)
                    .containsExactly("pending", "activated");
            assertThat(management.endpointsBy(filter)).containsExactlyInAnyOrder(matching, another);
            assertThat(management.filter(filter).path("matchedEndpointsCount").asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void newcomersAndChangesMoveEndpointsInAndOut() {
        String filter = management.activeFilterOnCity(city);
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            String id = registered(city);
            events.await("ep-matched", id);
            setCity(id, "\"Odesa\"");
            events.await("ep-unmatched", id);
            setCity(id, "\"" + city + "\"");
            events.await(
                    "second match",
                    event -> events.heard(heard -> heard.is("ep-matched", id)).size() == 2);

            assertThat(events.typesAbout(id))
                    .containsExactly("registered", "ep-matched", "updated", "ep-unmatched", "updated", "ep-matched");
            // Membership is stored right after its event has gone out, so that neither is ever lost.
            Await.until(
                    Await.LONG,
                    () -> management.endpointsBy(filter).equals(List.of(id)),
                    () -> "the filter gives " + management.endpointsBy(filter));
        }
    }

    private String registered(String inCity) {
        return management.register("{\"city\":\"" + inCity + "\"}").endpointId();
    }

    private void setCity(String id, String json) {
        assertThat(management
                        .rest()
                        .put("/epr/api/v1/endpoints/" + id + "/metadata/city", json)
                        .status())
                .isBetween(200, 204);
    }
}
