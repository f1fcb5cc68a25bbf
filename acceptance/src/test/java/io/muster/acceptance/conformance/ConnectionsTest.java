package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.mqtt.Connection;
import io.muster.acceptance.mqtt.Library;
import io.muster.acceptance.mqtt.Login;
import io.muster.acceptance.mqtt.Message;
import io.muster.acceptance.mqtt.MqttJs;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all clients rely on when they connect, subscribe, share a connection, move and leave, with every library. */
@ExtendWith(SharedMuster.class)
final class ConnectionsTest {
    private final RunningMuster muster;
    private final Management management;

    ConnectionsTest(RunningMuster muster) {
        this.muster = muster;
        this.management = new Management(muster);
    }

    @ParameterizedTest
    @EnumSource
    void subscriptionsOfEveryFormAreGrantedAndAnswersComeOnce(Library library) {
        Registered endpoint = management.register("{}");
        try (Device device = connect(library, endpoint)) {
            Connection connection = device.connection();
            String middle = device.topic("cmx", "config/json/+/status");
            List<String> filters = List.of(
                    device.topic("get/1/status"), device.topic("get/1") + "/+", middle, device.topic("#"), "no/such");
            assertThat(connection.subscribe(0, filters)).containsExactly(0, 0, 0, 0, 0);
            assertThat(connection.subscribe(1, List.of("kp1/#"))).containsExactly(1);
            device.ask("get", "1", "").expectOk();
            device.ask("get", "2", "").expectOk();
            assertThat(device.heard()).isEmpty();

            connection.unsubscribe(List.of(device.topic("get/1/status"), "never/subscribed", device.topic("#")));
            device.ask("get", "1", "").expectOk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersComeInTheQualityOfServiceOfTheRequest(Library library) {
        Registered endpoint = management.register("{\"n\":1}");
        try (Device device = connect(library, endpoint)) {
            for (int qos = 0; qos <= 2; qos++) {
                assertThat(device.connection()
                                .publish(Message.of(device.topic("get/" + qos), "")
                                        .at(qos)))
                        .isZero();
                Message answer = device.connection().inbox().await(device.topic("get/" + qos + "/status"));
                assertThat(answer.qos()).isEqualTo(qos);
                assertThat(answer.retain()).isFalse();
            }
            device.publish(device.topic("update/keys/3"), "{\"n\":2}", 2);
            device.await(device.topic("update/keys/3")).expectOk();
        }
        assertThat(management.metadata(endpoint.endpointId())).isEqualTo(Tree.of("{\"n\":2}"));
    }

    @ParameterizedTest
    @EnumSource
    void requestIdsGoFromZeroToTheLargestNumber(Library library) {
        Registered endpoint = management.register("{}");
        try (Device device = connect(library, endpoint)) {
            device.ask("get", "0", "{}").expectOk();
            device.ask("get", "2147483647", "{}").expectOk();
            device.ask("get/keys", "0", "").expectOk();
            device.ask("get", "2147483648", "{}").expectError(404);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGatewaySpeaksForManyEndpointsThatLeaveWithIt(Library library) {
        List<Registered> endpoints = IntStream.range(0, 20)
                .mapToObj(each -> management.register("{\"n\":" + each + "}"))
                .toList();
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            try (Device gateway = connect(library, endpoints.getFirst())) {
                for (Registered endpoint : endpoints) {
                    Device device = gateway.as(Management.V1, endpoint.token());
                    device.publish(device.topic("get/1"), "");
                }
                for (int i = 0; i < endpoints.size(); i++) {
                    Device device = gateway.as(Management.V1, endpoints.get(i).token());
                    assertThat(device.await(device.topic("get/1")).expectOk().json())
                            .isEqualTo(Tree.of("{\"n\":" + i + "}"));
                }
            }
            EventLog.Event left =
                    events.await("disconnected", endpoints.getFirst().endpointId());
            assertThat(left.body().path("endpoints").fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrderElementsOf(
                            endpoints.stream().map(Registered::endpointId).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointThatMovesOnIsNotTakenForGone(Library library) {
        Registered endpoint = management.register("{}");
        Registered other = management.register("{}");
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            try (Device second = connect(library, endpoint)) {
                try (Device first = connect(library, endpoint)) {
                    first.as(Management.V1, other.token()).ask("get", "1", "").expectOk();
                    first.ask("get", "1", "").expectOk();
                    second.ask("get", "2", "").expectOk();
                }
                events.await("disconnected", other.endpointId());
                second.ask("get", "3", "").expectOk();
                assertThat(events.typesAbout(endpoint.endpointId())).doesNotContain("disconnected");
            }
            events.await("disconnected", endpoint.endpointId());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWillIsTakenAndNeverSpoken(Library library) {
        Registered endpoint = management.register("{\"alive\":true}");
        Message will = Message.of("kp1/" + Management.V1 + "/epmx/" + endpoint.token() + "/update", "{\"dead\":true}")
                .at(1);
        Login login = Login.tcp(muster).leaving(will);
        try (EventLog events = EventLog.of(muster.natsUrl());
                Device device = Device.over(library.connect(login), Management.V1, endpoint.token())) {
            device.ask("get", "1", "").expectOk();
            // The same client ID again: the server cuts the first connection, which is when a will would be spoken.
            try (Connection again = library.connect(Login.tcp(muster).as(login.clientId()))) {
                events.await("disconnected", endpoint.endpointId());
                assertThat(Device.over(again, Management.V1, endpoint.token())
                                .ask("get", "2", "")
                                .expectOk()
                                .json())
                        .isEqualTo(Tree.of("{\"alive\":true}"));
            }
            assertThat(events.typesAbout(endpoint.endpointId())).doesNotContain("updated");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatWantsItsSessionBackStartsAnewAndWorks(Library library) {
        Registered endpoint = management.register("{}");
        Login login = Login.tcp(muster).resuming();
        for (int start = 1; start <= 2; start++) {
            try (Device device = Device.over(library.connect(login), Management.V1, endpoint.token())) {
                device.connection().subscribe(1, List.of(device.topic("#")));
                device.ask("get", Integer.toString(start), "").expectOk();
                assertThat(device.heard()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = ".*_3", mode = EnumSource.Mode.MATCH_ALL)
    void foreignTopicsAndRetainedMessagesDoNoHarmInMqtt3(Library library) {
        Registered endpoint = management.register("{}");
        try (Device device = connect(library, endpoint)) {
            for (int qos = 0; qos <= 2; qos++) {
                device.connection().publish(Message.of("home/light", "on").at(qos));
            }
            device.connection()
                    .publish(Message.of(device.topic("update/keys/4"), "{\"n\":1}")
                            .retained());
            device.await(device.topic("update/keys/4")).expectOk();
        }
        try (Device another = connect(library, endpoint)) {
            another.connection().subscribe(0, List.of("#"));
            assertThat(another.ask("get", "1", "").expectOk().json()).isEqualTo(Tree.of("{\"n\":1}"));
            assertThat(another.heard()).isEmpty();
        }
    }

    @Test
    void aConnectionThatBreaksEndsItsEndpoints() {
        Registered endpoint = management.register("{}");
        try (EventLog events = EventLog.of(muster.natsUrl());
                Connection connection = Library.MQTT_JS_3.connect(Login.tcp(muster))) {
            Device.over(connection, Management.V1, endpoint.token())
                    .ask("get", "1", "")
                    .expectOk();
            ((MqttJs) connection).drop();
            events.await("disconnected", endpoint.endpointId());
            Await.until(Await.LONG, () -> !connection.connected(), () -> "still connected");
        }
    }

    private Device connect(Library library, Registered endpoint) {
        return Device.over(library.connect(Login.tcp(muster)), Management.V1, endpoint.token());
    }
}
