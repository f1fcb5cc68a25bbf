package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.embedded.DataDirectory;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.EmbeddedNats;
import io.muster.kpc.mqtt.MqttLimits;
import io.muster.kpc.mqtt.MqttSettings;
import io.muster.platform.health.Health;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.EventStreamSettings;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revocations that are announced while a replica is cut off from NATS, which has come back by the time they are heard. */
class MissedRevocationsTest {
    @TempDir
    private Path folder;

    private DataDirectory data;
    private EmbeddedNats nats;
    private DeafWire wire;
    private Site site;
    private Communication replica;
    private int port;

    @BeforeEach
    void start() throws Exception {
        data = DataDirectory.open(folder.resolve("nats"));
        nats = EmbeddedNats.start(data, 0, EmbeddedListener.silent());
        wire = new DeafWire(nats.port());
        site = new Site(nats.url());
        new EventStream(site.bus, EventStreamSettings.DEFAULT).prepare();
        replica = site.replica(
                Site.settings(MqttLimits.DEFAULT, MqttSettings.Tls.OFF, false), "nats://127.0.0.1:" + wire.port());
        port = replica.mqttPort().orElseThrow();
        for (String token : new String[] {"a", "b", "c"}) {
            site.credentials.admit(token, "endpoint-" + token);
        }
        site.credentials.admitPassword("joe", "secret");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
        wire.close();
        nats.close();
        data.close();
    }

    @Test
    void takeEffectWhenTheWireIsMended() throws Throwable {
        revokeWhileCutOff(() -> {});
    }

    @Test
    void takeEffectAfterNatsWasStoppedAndStartedAgain() throws Throwable {
        revokeWhileCutOff(() -> {
            nats.stop();
            nats = EmbeddedNats.start(data, nats.port(), EmbeddedListener.silent());
            Await.until(() -> assertThat(site.bus.connected()).isTrue());
        });
    }

    private interface Incident {
        void happen() throws Throwable;
    }

    private void revokeWhileCutOff(Incident incident) throws Throwable {
        try (RawClient device = device("a");
                RawClient gateway = device("b", "c");
                RawClient joe = joe()) {
            cutOff();
            incident.happen();
            site.credentials.revoke("a");
            site.credentials.revoke("b");
            site.credentials.revokeCredential("id-of-joe");
            wire.mend();

            assertThat(farewell(device)).isEqualTo(Disconnect.NOT_AUTHORIZED);
            assertThat(farewell(joe)).isEqualTo(Disconnect.NOT_AUTHORIZED);
            Await.until(() -> assertThat(site.connectivity.lines()).contains("disconnected {endpoint-b=demo_v1}"));
            gateway.send(RawClient.publish(get("b"), "no longer", 0, 0));
            assertThat(gateway.nextPublish()).startsWith(get("b") + "/error {\"statusCode\":404");
            gateway.send(RawClient.publish(get("c"), "still", 0, 0));
            assertThat(gateway.nextPublish()).isEqualTo(get("c") + "/status still");
            Await.until(() -> assertThat(replica.health().state()).isEqualTo(Health.State.UP));
        }
    }

    @Test
    void makeEverybodyShowAnewWhoTheyAreWhenNobodyKnowsThem() throws Throwable {
        try (RawClient device = device("a");
                RawClient joe = joe()) {
            cutOff();
            site.bus.connection().jetStreamManagement().deleteStream(EventStream.NAME);
            site.credentials.revoke("a");
            wire.mend();

            assertThat(farewell(device)).isEqualTo(Disconnect.ADMINISTRATIVE_ACTION);
            assertThat(farewell(joe)).isEqualTo(Disconnect.ADMINISTRATIVE_ACTION);
        }
        device("b").close();
        joe().close();
    }

    private void cutOff() throws Throwable {
        wire.cut();
        Await.until(() -> assertThat(replica.health().state()).isEqualTo(Health.State.DOWN));
    }

    private String get(String token) {
        return "kp1/demo_v1/" + site.echo + "/" + token + "/get/1";
    }

    private RawClient device(String... tokens) throws Exception {
        RawClient client = RawClient.connected(port, MqttVersion.MQTT_5);
        for (String token : tokens) {
            client.send(RawClient.publish(get(token), "", 0, 0));
            assertThat(client.nextPublish()).startsWith(get(token) + "/status");
        }
        return client;
    }

    private RawClient joe() throws Exception {
        RawClient client = new RawClient(port);
        client.send(MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId("joe")
                .cleanSession(true)
                .keepAlive(60)
                .username("joe")
                .password("secret".getBytes(StandardCharsets.UTF_8))
                .build());
        assertThat(client.next().fixedHeader().messageType()).isEqualTo(MqttMessageType.CONNACK);
        return client;
    }

    private static Disconnect farewell(RawClient client) throws Exception {
        MqttMessage last = client.untilClosed().getLast();
        assertThat(last.fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
        return Disconnect.valueOf(((MqttReasonCodeAndPropertiesVariableHeader) last.variableHeader()).reasonCode());
    }
}
