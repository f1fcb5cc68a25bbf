package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.mqtt.Connection;
import io.muster.acceptance.mqtt.Library;
import io.muster.acceptance.mqtt.Login;
import io.muster.acceptance.mqtt.LoginRefused;
import io.muster.acceptance.mqtt.Message;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What MQTT 5 has beyond MQTT 3.1.1, as clients meet it. */
@ExtendWith(SharedMuster.class)
final class Mqtt5Test {
    private static final int TOPIC_NAME_INVALID = 0x90;
    private static final int RETAIN_NOT_SUPPORTED = 0x9A;
    private static final int TAKEN_OVER = 0x8E;

    private final RunningMuster muster;
    private final Management management;

    Mqtt5Test(RunningMuster muster) {
        this.muster = muster;
        this.management = new Management(muster);
    }

    @ParameterizedTest
    @EnumSource(names = ".*_5", mode = EnumSource.Mode.MATCH_ALL)
    void theAnswerComesWhereTheRequestWantsItWithItsCorrelationAndStatus(Library library) {
        Registered endpoint = management.register("{\"floor\":3}");
        try (Device device = connect(library, endpoint)) {
            Connection connection = device.connection();
            for (int qos = 0; qos <= 2; qos++) {
                Message request = Message.of(device.topic("get/" + qos), "{}")
                        .at(qos)
                        .answeredOn("my/answers")
                        .correlated("request-" + qos);
                assertThat(connection.publish(request)).isZero();
                Message answer = connection.inbox().await("my/answers");
                assertThat(Tree.of(answer.payload())).isEqualTo(Tree.of("{\"floor\":3}"));
                assertThat(answer.qos()).isEqualTo(qos);
                assertThat(answer.correlation()).contains("request-" + qos);
                assertThat(answer.properties()).containsEntry("statusCode", "200");
            }
            connection.publish(Message.of(device.topic("update/9"), "{}").answeredOn("my/answers"));
            assertThat(connection.inbox().await("my/answers").properties()).containsEntry("statusCode", "400");
        }
    }

    @ParameterizedTest
    @EnumSource(names = ".*_5", mode = EnumSource.Mode.MATCH_ALL)
    void correlationDataAloneComesBackOnTheUsualTopic(Library library) {
        Registered endpoint = management.register("{}");
        try (Device device = connect(library, endpoint)) {
            device.connection()
                    .publish(Message.of(device.topic("get/keys/5"), "").correlated("k"));
            assertThat(device.connection()
                            .inbox()
                            .await(device.topic("get/keys/5/status"))
                            .correlation())
                    .contains("k");
        }
    }

    @ParameterizedTest
    @EnumSource(names = ".*_5", mode = EnumSource.Mode.MATCH_ALL)
    void aForeignTopicIsRefusedWithItsReasonAndTheConnectionGoesOn(Library library) {
        Registered endpoint = management.register("{}");
        try (Device device = connect(library, endpoint)) {
            for (int qos = 1; qos <= 2; qos++) {
                assertThat(device.connection()
                                .publish(Message.of("home/light", "on").at(qos)))
                        .isEqualTo(TOPIC_NAME_INVALID);
            }
            device.ask("get", "").expectOk();
        }
    }

    @ParameterizedTest
    @EnumSource(names = ".*_5", mode = EnumSource.Mode.MATCH_ALL)
    void aRetainedWillIsRefusedAtTheDoor(Library library) {
        Login login = Login.tcp(muster).leaving(Message.of("gone", "").retained());

        assertThatThrownBy(() -> library.connect(login))
                .isInstanceOfSatisfying(LoginRefused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(RETAIN_NOT_SUPPORTED));
    }

    @ParameterizedTest
    @EnumSource(names = ".*_5", mode = EnumSource.Mode.MATCH_ALL)
    void theOlderConnectionOfAClientIdIsToldThatItIsTakenOver(Library library) {
        Login login = Login.tcp(muster);
        try (Connection older = library.connect(login);
                Connection newer = library.connect(login)) {
            Await.until(
                    Await.LONG,
                    () -> older.dismissal().isPresent() && !older.connected(),
                    () -> "the older connection lives, connected: " + older.connected());
            assertThat(older.dismissal()).hasValue(TAKEN_OVER);
            assertThat(newer.connected()).isTrue();
        }
    }

    private Device connect(Library library, Registered endpoint) {
        return Device.over(library.connect(Login.tcp(muster)), Management.V1, endpoint.token());
    }
}
