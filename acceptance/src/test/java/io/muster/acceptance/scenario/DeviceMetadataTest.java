package io.muster.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A device that never subscribes describes itself over MQTT. */
@ExtendWith(SharedMuster.class)
final class DeviceMetadataTest {
    private final RunningMuster muster;
    private final Management management;

    DeviceMetadataTest(RunningMuster muster) {
        this.muster = muster;
        this.management = new Management(muster);
    }

    @Test
    void theFirstRequestConnectsTheDeviceAndActivatesItsToken() {
        Registered endpoint = management.register("{\"city\":\"Lviv\"}");
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            try (Device device = connect(endpoint)) {
                assertThat(device.ask("get", "0", "{}").expectOk().json()).isEqualTo(Tree.of("{\"city\":\"Lviv\"}"));

                EventLog.Event connected = events.await("connected", endpoint.endpointId());
                assertThat(connected.subject()).isEqualTo("kaa.v1.events.kpc.endpoint.connectivity.connected");
                assertThat(connected
                                .body()
                                .path("endpoints")
                                .path(endpoint.endpointId())
                                .asText())
                        .isEqualTo(Management.V1);
                assertThat(management
                                .token(endpoint.endpointId())
                                .path("status")
                                .asText())
                        .isEqualTo("Active");
            }
            events.await("disconnected", endpoint.endpointId());
            assertThat(events.typesAbout(endpoint.endpointId()))
                    .filteredOn(type -> !type.equals("registered"))
                    .containsExactly("connected", "disconnected");
        }
    }

    @Test
    void readingChangingReplacingAndDeleting() {
        Registered endpoint = management.register("{\"city\":\"Lviv\",\"floor\":3}");
        try (EventLog events = EventLog.of(muster.natsUrl());
                Device device = connect(endpoint)) {
            assertThat(device.ask("get/keys", "").expectOk().json())
                    .extracting(JsonNode::asText)
                    .containsExactlyInAnyOrder("city", "floor");
            assertThat(device.ask("get", "{\"keys\":[\"floor\",\"unknown\"]}")
                            .expectOk()
                            .json())
                    .isEqualTo(Tree.of("{\"floor\":3}"));
            assertThat(device.ask("update/keys", "{\"floor\":4,\"owner\":{\"name\":\"Ann\"}}")
                            .expectOk()
                            .payload())
                    .isEmpty();
            assertThat(management.metadata(endpoint.endpointId()))
                    .isEqualTo(Tree.of("{\"city\":\"Lviv\",\"floor\":4,\"owner\":{\"name\":\"Ann\"}}"));
            device.ask("update", "{\"city\":\"Kyiv\",\"mac\":\"00-14\"}").expectOk();
            assertThat(management.metadata(endpoint.endpointId()))
                    .isEqualTo(Tree.of("{\"city\":\"Kyiv\",\"mac\":\"00-14\"}"));
            device.ask("delete/keys", "[\"mac\",\"areaId\"]").expectOk();
            assertThat(device.ask("get", "").expectOk().json()).isEqualTo(Tree.of("{\"city\":\"Kyiv\"}"));

            events.await(
                    "three changes",
                    event -> events.heard(heard -> heard.is("updated", endpoint.endpointId()))
                                    .size()
                            >= 3);
            JsonNode[] changes = events.heard(event -> event.is("updated", endpoint.endpointId())).stream()
                    .map(EventLog.Event::body)
                    .toArray(JsonNode[]::new);
            assertChange(
                    changes[0],
                    "{\"owner\":\"{\\\"name\\\":\\\"Ann\\\"}\"}",
                    "{\"floor\":{\"newValue\":\"4\",\"oldValue\":\"3\"}}",
                    "{}");
            assertChange(
                    changes[1],
                    "{\"mac\":\"\\\"00-14\\\"\"}",
                    "{\"city\":{\"newValue\":\"\\\"Kyiv\\\"\",\"oldValue\":\"\\\"Lviv\\\"\"}}",
                    "{\"floor\":\"4\",\"owner\":\"{\\\"name\\\":\\\"Ann\\\"}\"}");
            assertChange(changes[2], "{}", "{}", "{\"mac\":\"\\\"00-14\\\"\"}");
        }
    }

    private static void assertChange(JsonNode event, String added, String updated, String removed) {
        assertThat(event.path("added")).isEqualTo(Tree.of(added));
        assertThat(event.path("updated")).isEqualTo(Tree.of(updated));
        assertThat(event.path("removed")).isEqualTo(Tree.of(removed));
    }

    @Test
    void aChangeMovesTheDeviceThroughFilters() {
        String city = "Lviv-" + UUID.randomUUID();
        String filter = management.activeFilterOnCity(city);
        Registered endpoint = management.register("{}");
        try (EventLog events = EventLog.of(muster.natsUrl());
                Device device = connect(endpoint)) {
            device.ask("update/keys", "{\"city\":\"" + city + "\"}").expectOk();
            EventLog.Event matched = events.await("ep-matched", endpoint.endpointId());
            assertThat(matched.body().path("filterId").asText()).isEqualTo(filter);
            device.ask("delete/keys", "[\"city\"]").expectOk();
            events.await("ep-unmatched", endpoint.endpointId());
            Await.until(
                    Await.LONG,
                    () -> management.endpointsBy(filter).isEmpty(),
                    () -> "the filter gives " + management.endpointsBy(filter));
        }
    }

    @Test
    void badPayloadsGetTheErrorObject() {
        Registered endpoint = management.register("{}");
        try (Device device = connect(endpoint)) {
            assertError(device.ask("update/keys", "{}"), 400);
            assertError(device.ask("update", "[1]"), 400);
            assertError(device.ask("update/keys", "{not json"), 400);
            assertError(device.ask("update/keys", "{\"bad key\":1}"), 400);
            assertError(device.ask("delete/keys", "[]"), 400);
            assertError(device.ask("get", "{\"key\":[\"typo\"]}"), 400);
            assertError(device.ask("no/such/resource", "{}"), 404);
            assertThat(device.ask("get", "").expectOk().json()).isEqualTo(Tree.of("{}"));
        }
    }

    private static void assertError(Device.Answer answer, int statusCode) {
        JsonNode error = answer.expectError(statusCode);
        assertThat(error.fieldNames()).toIterable().containsExactlyInAnyOrder("statusCode", "reasonPhrase");
        assertThat(error.path("reasonPhrase").asText()).isNotBlank();
    }

    @Test
    void withoutRequestIdOnlyFailuresAreAnswered() {
        Registered endpoint = management.register("{}");
        try (Device device = connect(endpoint)) {
            device.publish(device.topic("update/keys"), "{\"floor\":5}");
            Await.until(
                    Await.LONG,
                    () -> management.metadata(endpoint.endpointId()).has("floor"),
                    () -> "an update without request ID is not stored");
            device.publish(device.topic("update/keys"), "{}");
            device.await(device.topic("update/keys")).expectError(400);
            assertThat(device.heard()).isEmpty();
        }
    }

    @Test
    void oneConnectionSpeaksForManyDevicesAtAnyQualityOfService() {
        Registered first = management.register("{\"n\":1}");
        Registered second = management.register("{\"n\":2}");
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            try (Device gateway = connect(first)) {
                Device other = gateway.as(Management.V1, second.token());
                gateway.publish(gateway.topic("get/0007"), "", 1);
                other.publish(other.topic("get/8"), "", 2);
                assertThat(gateway.await(gateway.topic("get/0007")).expectOk().json())
                        .isEqualTo(Tree.of("{\"n\":1}"));
                assertThat(other.await(other.topic("get/8")).expectOk().json()).isEqualTo(Tree.of("{\"n\":2}"));
            }
            EventLog.Event disconnected = events.await("disconnected", first.endpointId());
            assertThat(disconnected.body().path("endpoints").has(second.endpointId()))
                    .isTrue();
        }
    }

    private Device connect(Registered endpoint) {
        return Device.connect(muster.mqttPort(), Management.V1, endpoint.token());
    }
}
