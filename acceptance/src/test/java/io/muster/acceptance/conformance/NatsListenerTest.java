package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kaaproject.ipc.ecap.gen.v1.ClientCredentialRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenRevokedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.connectivity.ConnectedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.connectivity.DisconnectedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointFilterActivatedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointFilterDeletedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointFilterPendingEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointMatchedFilterEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointUnmatchedFilterEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.AppVersionUpdatedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.RegisteredEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.UnregisteredEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataUpdatedEvent;

/**
 * A listener in Java: plain subscriptions on the subjects of the events, and Avro on the raw bytes of the message,
 * nothing else.
 */
@ExtendWith(SharedMuster.class)
final class NatsListenerTest {
    private static final Map<String, Schema> EVENTS = Map.ofEntries(
            Map.entry("kpc.endpoint.connectivity.connected", ConnectedEvent.getClassSchema()),
            Map.entry("kpc.endpoint.connectivity.disconnected", DisconnectedEvent.getClassSchema()),
            Map.entry("epr.endpoint.lifecycle.registered", RegisteredEvent.getClassSchema()),
            Map.entry("epr.endpoint.lifecycle.appversion-updated", AppVersionUpdatedEvent.getClassSchema()),
            Map.entry("epr.endpoint.lifecycle.unregistered", UnregisteredEvent.getClassSchema()),
            Map.entry("epr.endpoint.metadata.updated", MetadataUpdatedEvent.getClassSchema()),
            Map.entry("epr.endpoint-filter.*.pending", EndpointFilterPendingEvent.getClassSchema()),
            Map.entry("epr.endpoint-filter.*.activated", EndpointFilterActivatedEvent.getClassSchema()),
            Map.entry("epr.endpoint-filter.*.deleted", EndpointFilterDeletedEvent.getClassSchema()),
            Map.entry("epr.endpoint-filter.*.ep-matched", EndpointMatchedFilterEvent.getClassSchema()),
            Map.entry("epr.endpoint-filter.*.ep-unmatched", EndpointUnmatchedFilterEvent.getClassSchema()),
            Map.entry("cm.endpoint.token.revoked", EndpointTokenRevokedEvent.getClassSchema()),
            Map.entry("cm.client.credential.revoked", ClientCredentialRevokedEvent.getClassSchema()));

    private final RunningMuster muster;
    private final Management management;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    NatsListenerTest(RunningMuster muster) {
        this.muster = muster;
        this.management = new Management(muster);
    }

    /**
     * A message that was decoded.
     *
     * @param left bytes behind the record
     */
    private record Heard(String subject, GenericRecord event, int left) {}

    @Test
    void everyEventIsOneBareRecordOnItsSubject() throws Exception {
        try (Connection connection = Nats.connect(Options.builder()
                .server(muster.natsUrl())
                .connectionTimeout(Duration.ofSeconds(5))
                .build())) {
            listen(connection);
            String endpointId = liveALife();
            Await.until(
                    Await.LONG,
                    () -> about(endpointId).keySet().containsAll(EVENTS.keySet()),
                    () -> "heard only " + about(endpointId).keySet());
        }
        assertThat(heard).allSatisfy(each -> assertThat(each.left()).isZero());
        assertThat(heard)
                .allSatisfy(each ->
                        assertThat(each.event().get("correlationId").toString()).isNotBlank());
    }

    private void listen(Connection connection) throws InterruptedException, TimeoutException {
        EVENTS.forEach((subject, schema) -> connection
                .createDispatcher(message -> heard.add(decode(subject, schema, message.getData())))
                .subscribe("kaa.v1.events." + subject));
        connection.flush(Duration.ofSeconds(5));
    }

    private static Heard decode(String subject, Schema schema, byte[] payload) {
        ByteArrayInputStream in = new ByteArrayInputStream(payload);
        try {
            GenericRecord event = new GenericDatumReader<GenericRecord>(schema)
                    .read(null, DecoderFactory.get().directBinaryDecoder(in, null));
            return new Heard(subject, event, in.available());
        } catch (IOException e) {
            throw new AssertionError("no " + schema.getName() + " on " + subject, e);
        }
    }

    /** An endpoint that meets everything there is an event for; its ID. */
    private String liveALife() {
        Rest rest = management.rest();
        String city = "city-" + UUID.randomUUID();
        String filter = management.activeFilterOnCity(city);
        Registered endpoint = management.register("{}");
        String id = endpoint.endpointId();
        try (Device device = Device.connect(muster.mqttPort(), Management.V2, endpoint.token())) {
            device.ask("update/keys", "{\"city\":\"" + city + "\"}").expectOk();
            device.ask("update/keys", "{\"city\":\"none\"}").expectOk();
        }
        Rest.Answer credential = rest.post(
                        "/cm/api/v1/clients/credentials",
                        "{\"username\":\"" + city + "\",\"password\":\"Long-enough-1\"}")
                .expect(201);
        rest.put(
                        "/cm/api/v1/clients/credentials/"
                                + credential.json().path("credentialId").asText() + "/status",
                        "{\"status\":\"Revoked\"}")
                .expect(200);
        management.moveToken(id, "Revoked");
        rest.delete("/epr/api/v1/applications/demo_application/filters/" + filter)
                .expect(204);
        rest.delete("/epr/api/v1/endpoints/" + id).expect(204);
        return id;
    }

    /** What was heard since the endpoint exists, by subject; other tests may be heard as well. */
    private Map<String, List<Heard>> about(String endpointId) {
        return heard.stream()
                .filter(each -> !each.event().hasField("endpointId")
                        || each.event().get("endpointId").toString().equals(endpointId))
                .collect(Collectors.groupingBy(Heard::subject));
    }
}
