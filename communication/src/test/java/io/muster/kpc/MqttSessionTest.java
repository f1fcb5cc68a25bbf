package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One connection on a bare socket: what comes in which order. */
@TestInstance(Lifecycle.PER_CLASS)
class MqttSessionTest {
    private final Site site;
    private int port;

    MqttSessionTest() throws Exception {
        site = new Site();
    }

    @BeforeAll
    void start() throws Exception {
        port = site.replica(Site.settings()).mqttPort().orElseThrow();
        site.credentials.admit("tok", "endpoint");
    }

    @AfterAll
    void stop() throws Exception {
        site.close();
    }

    private String topic(String rest) {
        return "kp1/demo_v1/" + site.echo + "/" + rest;
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void answersWithoutSubscription(MqttVersion version) throws Throwable {
        site.credentials.admit("tok-" + version, "endpoint-" + version);
        try (RawClient client = RawClient.connected(port, version)) {
            client.send(RawClient.publish(topic("tok-" + version + "/get/007"), "hello", 0, 0));
            assertThat(client.nextPublish()).isEqualTo(topic("tok-" + version + "/get/007/status") + " hello");
        }
        Await.until(() -> assertThat(site.connectivity.lines())
                .containsSubsequence(
                        "connected {endpoint-" + version + "=demo_v1}",
                        "disconnected {endpoint-" + version + "=demo_v1}"));
    }

    @Test
    void hearsAClientThatPublishesAndLeavesInOneBurst() throws Throwable {
        site.credentials.admit("burst", "burst-endpoint");
        try (RawClient client = new RawClient(port)) {
            client.send(
                    RawClient.connect(MqttVersion.MQTT_3_1_1, "burst", 60),
                    RawClient.publish(topic("burst/update/keys"), "burst payload", 0, 0),
                    MqttMessage.DISCONNECT);
        }
        Await.until(() -> {
            assertThat(site.extension.payloads()).contains("burst payload");
            assertThat(site.connectivity.lines())
                    .containsSubsequence("connected {burst-endpoint=demo_v1}", "disconnected {burst-endpoint=demo_v1}");
        });
    }

    @Test
    void forwardsAllOfAClientThatSendsMoreThanItsShareAndIsGone() throws Throwable {
        site.credentials.admit("flood", "flood-endpoint");
        List<MqttMessage> packets = new ArrayList<>();
        packets.add(RawClient.connect(MqttVersion.MQTT_3_1_1, "flood", 60));
        IntStream.range(0, 500)
                .forEach(i -> packets.add(RawClient.publish(topic("flood/json/" + i), "flood " + i, 0, 0)));
        packets.add(MqttMessage.DISCONNECT);
        try (RawClient client = new RawClient(port)) {
            client.send(packets.toArray(MqttMessage[]::new));
            client.untilClosed();
        }
        List<String> sent = IntStream.range(0, 500).mapToObj(i -> "flood " + i).toList();
        Await.until(() -> {
            assertThat(site.extension.payloads()).containsSubsequence(sent);
            assertThat(site.connectivity.lines()).contains("disconnected {flood-endpoint=demo_v1}");
        });
    }

    @Test
    void keepsTheOrderOfATokenThatIsNotIdentifiedYet() throws Throwable {
        site.credentials.admit("ordered", "ordered-endpoint");
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            client.send(IntStream.range(0, 50)
                    .mapToObj(i -> RawClient.publish(topic("ordered/json"), "ordered " + i, 0, 0))
                    .toArray(MqttMessage[]::new));
            List<String> sent =
                    IntStream.range(0, 50).mapToObj(i -> "ordered " + i).toList();
            Await.until(() -> assertThat(site.extension.payloads()).containsSubsequence(sent));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kp1/nobody/ECHO/tok/get/0, 404",
        "kp1/demo_v1/unknown/tok/get/0, 404",
        "kp1/demo_v1/barred/tok/get/0, 403",
        "kp1/demo_v1/ECHO/strange/get/0, 404",
        "kp1/demo_v1/ECHO/tok, 400",
        "kp1/DEMO/ECHO/tok/get/0, 400",
        "kp1/demo_v1/ECHO/tok/fail/0, 403",
        "kp1/demo_v1/ECHO/tok/fail, 403",
    })
    void tellsErrors(String pattern, int status) throws Exception {
        String topic = pattern.replace("ECHO", site.echo);
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            client.send(RawClient.publish(topic, "{}", 0, 0));
            assertThat(client.nextPublish())
                    .startsWith(topic + "/error {\"statusCode\":" + status + ",\"reasonPhrase\":");
        }
    }

    @Test
    void answersRequestZeroAndLeavesWhatHasNoRequestIdUnanswered() throws Exception {
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            client.send(
                    RawClient.publish(topic("tok/update/keys"), "unanswered", 0, 0),
                    RawClient.publish(topic("tok/get/0"), "{}", 0, 0));
            assertThat(client.nextPublish()).isEqualTo(topic("tok/get/0/status {}"));
        }
    }

    @Test
    void servesExtensionsWithoutEndpoints() throws Exception {
        String topic = "kp1/demo_v1/" + site.plain + "/time/1";
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            client.send(RawClient.publish(topic, "now", 0, 0));
            assertThat(client.nextPublish()).isEqualTo(topic + "/status now");
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void acknowledgesEachQualityOfServiceAndAnswersInIt(MqttVersion version) throws Exception {
        try (RawClient client = RawClient.connected(port, version)) {
            client.send(RawClient.publish(topic("tok/get/1"), "one", 1, 11));
            assertThat(List.of(client.nextType(), client.nextType()))
                    .containsExactlyInAnyOrder("PUBACK 11", "PUBLISH AT_LEAST_ONCE");
            client.send(RawClient.publish(topic("tok/get/2"), "two", 2, 12));
            assertThat(List.of(client.nextType(), client.nextType()))
                    .containsExactlyInAnyOrder("PUBREC 12", "PUBLISH EXACTLY_ONCE");
            int before = site.extension.received.size();
            client.send(RawClient.publish(topic("tok/get/2"), "two", 2, 12));
            assertThat(client.nextType()).isEqualTo("PUBREC 12");
            client.send(RawClient.reply(MqttMessageType.PUBREL, 12));
            assertThat(client.nextType()).isEqualTo("PUBCOMP 12");
            assertThat(site.extension.received).hasSize(before);
        }
    }

    @Test
    void refusesTopicsOfOthersWithoutHarm() throws Exception {
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_5)) {
            client.send(RawClient.publish("home/light", "on", 1, 5));
            MqttPubReplyMessageVariableHeader reply =
                    (MqttPubReplyMessageVariableHeader) client.next().variableHeader();
            assertThat(Byte.toUnsignedInt(reply.reasonCode())).isEqualTo(0x90);
            client.send(RawClient.publish(topic("tok/get/1"), "still here", 0, 0));
            assertThat(client.nextPublish()).endsWith("still here");
        }
    }

    @Test
    void acknowledgesSubscriptions() throws Exception {
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            client.send(MqttMessageBuilders.subscribe()
                    .messageId(3)
                    .addSubscription(MqttQoS.AT_MOST_ONCE, "kp1/a/+/b")
                    .addSubscription(MqttQoS.EXACTLY_ONCE, "kp1/a/#")
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "kp1/a#")
                    .build());
            assertThat(((MqttSubAckMessage) client.next()).payload().grantedQoSLevels())
                    .containsExactly(0, 2, 0x80);
            client.send(MqttMessageBuilders.unsubscribe()
                    .messageId(4)
                    .addTopicFilter("never/subscribed")
                    .build());
            assertThat(client.nextType()).isEqualTo("UNSUBACK 4");
            client.send(MqttMessage.PINGREQ);
            assertThat(client.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.PINGRESP);
        }
    }

    @Test
    void pushesOnceToTheTokenUsedLast() throws Exception {
        site.credentials.admit("first", "pushed");
        site.credentials.admit("second", "pushed");
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            client.send(RawClient.publish(topic("first/get/1"), "", 0, 0));
            client.nextPublish();
            client.send(RawClient.publish(topic("second/get/1"), "", 0, 0));
            client.nextPublish();
            site.extension.push(site.kpc, "pushed", "/config/json", "{\"a\":1}", 200);
            assertThat(client.nextPublish()).isEqualTo(topic("second/config/json/status {\"a\":1}"));
            site.extension.push(site.kpc, "pushed", "/config/json", "", 500);
            assertThat(client.nextPublish()).startsWith(topic("second/config/json/error {\"statusCode\":500"));
            client.send(RawClient.publish(topic("first/get/2"), "nothing in between", 0, 0));
            assertThat(client.nextPublish()).endsWith("nothing in between");
        }
    }

    @Test
    void endsAClientThatFallsSilent() throws Throwable {
        site.credentials.admit("silent", "silent-endpoint");
        try (RawClient client = new RawClient(port)) {
            client.send(
                    RawClient.connect(MqttVersion.MQTT_5, "silent", 1),
                    RawClient.publish(topic("silent/get/1"), "", 0, 0));
            List<MqttMessage> all = client.untilClosed();
            assertThat(all.getLast().fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
        }
        Await.until(() -> assertThat(site.connectivity.lines()).contains("disconnected {silent-endpoint=demo_v1}"));
    }

    @Test
    void theNewestConnectionOfAClientIdReplacesTheOneBefore() throws Exception {
        try (RawClient old = RawClient.connected(port, MqttVersion.MQTT_5, "same");
                RawClient fresh = RawClient.connected(port, MqttVersion.MQTT_5, "same")) {
            assertThat(old.untilClosed().getLast().fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
            fresh.send(RawClient.publish(topic("tok/get/1"), "fresh", 0, 0));
            assertThat(fresh.nextPublish()).endsWith("fresh");
        }
    }

    @Test
    void tellsAgainWhenTheVersionChanges() throws Throwable {
        site.credentials.admit("changing", "changing-endpoint");
        try (RawClient client = RawClient.connected(port, MqttVersion.MQTT_3_1_1)) {
            client.send(RawClient.publish(topic("changing/get/1"), "", 0, 0));
            client.send(RawClient.publish("kp1/demo_v2/" + site.echo + "/changing/get/2", "", 0, 0));
            MqttPublishMessage any = (MqttPublishMessage) client.next();
            assertThat(any).isNotNull();
        }
        Await.until(() -> assertThat(site.connectivity.lines())
                .containsSubsequence(
                        "connected {changing-endpoint=demo_v1}",
                        "connected {changing-endpoint=demo_v2}",
                        "disconnected {changing-endpoint=demo_v2}"));
    }
}
