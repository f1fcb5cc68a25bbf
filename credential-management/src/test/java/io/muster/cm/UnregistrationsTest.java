package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.Elce;
import io.muster.platform.nats.Event;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenRevokedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.UnregisteredEvent;

/** A whole fleet is deleted at once. */
class UnregistrationsTest {
    private static final int FLEET = 3_000;
    private static final int AT_ONCE = 250;

    @Test
    void theTokensOfAFleetGoWithItEachUnderTheTraceOfItsOwnEndpoint() throws Exception {
        try (Installation installation = new Installation()) {
            Rest rest = installation.start().rest;
            installation.start();
            Heard<EndpointTokenRevokedEvent> revoked =
                    new Heard<>(installation.bus, Ecap.TOKEN_REVOKED, installation.name);
            String lines = IntStream.range(0, FLEET)
                    .mapToObj(
                            number -> "{\"endpointId\":\"gone-%d\",\"applicationName\":\"kettle\"}%n".formatted(number))
                    .collect(Collectors.joining());
            assertThat(rest.post("/tokens/bulk", lines, "Content-Type", "application/x-ndjson")
                            .text()
                            .lines()
                            .filter(line -> line.contains("\"statusCode\":201")))
                    .hasSize(FLEET);
            rest.addToken("stays", "kettle", "stays");
            long now = System.currentTimeMillis();

            for (int from = 0; from < FLEET; from += AT_ONCE) {
                List<Event> events = IntStream.range(from, from + AT_ONCE)
                        .mapToObj(number -> unregistered(installation, number, now))
                        .toList();
                Eventually.holds("published", () -> published(installation, events));
            }

            Eventually.holds("all announced", () -> endpointsOf(revoked).size() == FLEET);
            assertThat(revoked.events).allSatisfy(event -> assertThat(event.getCorrelationId())
                    .isEqualTo("trace of " + event.getEndpointId()));
            assertThat(tokensOf(installation)).containsExactly("stays");
        }
    }

    /** A set: an event may come twice. */
    private static Set<String> endpointsOf(Heard<EndpointTokenRevokedEvent> revoked) {
        return revoked.events.stream()
                .map(EndpointTokenRevokedEvent::getEndpointId)
                .collect(Collectors.toSet());
    }

    /** Again with the same message IDs does no harm. */
    private static boolean published(Installation installation, List<Event> events) {
        try {
            installation.stream.publish(events);
            return true;
        } catch (IOException notConfirmed) {
            return false;
        }
    }

    private static Event unregistered(Installation installation, int number, long at) {
        String endpoint = "gone-" + number;
        return new Event(
                Elce.UNREGISTERED.from(installation.register),
                endpoint,
                Elce.UNREGISTERED
                        .codec()
                        .encode(new UnregisteredEvent("trace of " + endpoint, at, 0L, "kettle_v1", endpoint, "epr-1")),
                UUID.randomUUID().toString());
    }

    private static List<String> tokensOf(Installation installation) {
        return StreamSupport.stream(
                        installation
                                .database
                                .query("SELECT endpoint_id FROM endpoint_token")
                                .spliterator(),
                        false)
                .map(row -> row.getString(0))
                .toList();
    }
}
