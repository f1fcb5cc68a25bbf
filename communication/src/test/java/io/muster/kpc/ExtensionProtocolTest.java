package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.avro.Esp;
import io.muster.kpc.extension.ExtensionSettings;
import io.muster.platform.nats.Bus;
import io.nats.client.Message;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaaproject.ipc.esp.gen.v1.ClientData;

/** 4/ESP as an extension sees it: what comes in which layout, and where an answer reaches the device. */
class ExtensionProtocolTest {
    private final Site site;

    ExtensionProtocolTest() throws Exception {
        site = new Site();
    }

    @BeforeEach
    void admit() {
        site.credentials.admit("tok", "endpoint");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private Communication replica(boolean newestLayout, Duration timeout) throws Exception {
        CommunicationSettings usual = Site.settings();
        return site.replica(new CommunicationSettings(
                usual.mqtt(),
                usual.session(),
                new ExtensionSettings(timeout, 100, Duration.ofMillis(250), newestLayout),
                usual.identity(),
                usual.http(),
                usual.addresses(),
                usual.stopLimit()));
    }

    private RawClient client(Communication at) throws Exception {
        return RawClient.connected(at.mqttPort().orElseThrow(), MqttVersion.MQTT_3_1_1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void speaksBothLayouts(boolean newest) throws Exception {
        LinkedBlockingQueue<Message> taken = new LinkedBlockingQueue<>();
        String topic = "kp1/demo_v1/" + site.echo + "/tok/update/keys/7";
        try (Bus.Subscription tap = site.bus.subscribe(Esp.CLIENT_DATA.toService(site.echo), taken::add)) {
            site.bus.flush(Duration.ofSeconds(60));
            try (RawClient client = client(replica(newest, Duration.ofMinutes(5)))) {
                client.send(RawClient.publish(topic, "{\"a\":1}", 0, 0));
                assertThat(client.nextPublish()).isEqualTo(topic + "/status {\"a\":1}");
            }
            Message message = taken.poll(60, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            assertThat(message.getReplyTo()).matches("kaa\\.v1\\.replica\\.[^.]+\\.esp\\.ExtensionData");
            ClientData data = Esp.CLIENT_DATA.codec().decode(message.getData());
            assertThat(data.getAppVersionName()).isEqualTo("demo_v1");
            assertThat(data.getEndpointId()).contains("endpoint");
            assertThat(data.getResourcePath()).isEqualTo("/update/keys");
            assertThat(data.getRequestId()).contains(7);
            assertThat(message.getData())
                    .isEqualTo((newest ? Esp.CLIENT_DATA_NEWEST : Esp.CLIENT_DATA)
                            .codec()
                            .encode(data));
            assertThat(Esp.CLIENT_DATA_NEWEST.codec().encode(data))
                    .hasSize(Esp.CLIENT_DATA.codec().encode(data).length + 1);
        }
    }

    @Test
    void anAnswerReachesTheDeviceByTheSubjectOfTheInstanceToo() throws Throwable {
        Communication here = replica(false, Duration.ofMinutes(5));
        replica(false, Duration.ofMinutes(5));
        String topic = "kp1/demo_v1/" + site.echo + "/tok/silence/3";
        try (RawClient client = client(here)) {
            client.send(RawClient.publish(topic, "asked", 0, 0));
            Await.until(() -> assertThat(site.extension.payloads()).contains("asked"));
            site.extension.answerInstance(site.kpc, "asked", "answered");
            assertThat(client.nextPublish()).isEqualTo(topic + "/status answered");
        }
    }

    @Test
    void anExtensionThatIsNotThereIsATimeoutAndNoGarbage() throws Throwable {
        site.unaware.close();
        String topic = "kp1/demo_v1/" + site.plain + "/time/1";
        try (RawClient client = client(replica(false, Duration.ofMillis(200)))) {
            client.send(RawClient.publish(topic, "now", 0, 0));
            assertThat(client.nextPublish()).startsWith(topic + "/error {\"statusCode\":504");
        }
        assertThat(site.counter("muster.kpc.extension.dropped", "reason", "malformed"))
                .isZero();
    }
}
