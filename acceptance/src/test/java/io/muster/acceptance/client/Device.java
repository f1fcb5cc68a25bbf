package io.muster.acceptance.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import io.muster.acceptance.program.Await;
import io.muster.contract.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A device on MQTT 3.1.1 that never subscribes: it publishes on the topics of its application version and token and
 * listens to whatever comes.
 */
public final class Device implements AutoCloseable {
    private static final int DEPTH = 100;

    private final Mqtt3BlockingClient client;
    private final String version;
    private final String token;
    private final List<Heard> heard;
    private final AtomicInteger requests = new AtomicInteger();

    private Device(Mqtt3BlockingClient client, String version, String token, List<Heard> heard) {
        this.client = client;
        this.version = version;
        this.token = token;
        this.heard = heard;
    }

    /** A message that came from the server. */
    public record Heard(String topic, String payload) {}

    /**
     * An answer to a request.
     *
     * @param ok whether it came on {@code /status}, not on {@code /error}
     */
    public record Answer(boolean ok, String payload) {
        /** The payload as JSON. */
        public JsonNode json() {
            return Json.parse(payload, DEPTH);
        }

        /** The payload of a success. */
        public Answer expectOk() {
            if (!ok) {
                throw new AssertionError("the device was refused: " + payload);
            }
            return this;
        }

        /** The JSON of a failure with that status code. */
        public JsonNode expectError(int statusCode) {
            if (ok || json().path("statusCode").asInt() != statusCode) {
                throw new AssertionError("expected error " + statusCode + ", but got " + this);
            }
            return json();
        }
    }

    /** Connects, without user name and with a clean session. */
    public static Device connect(int port, String version, String token) {
        List<Heard> heard = new CopyOnWriteArrayList<>();
        Mqtt3BlockingClient client = MqttClient.builder()
                .useMqttVersion3()
                .identifier("device-" + UUID.randomUUID())
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildBlocking();
        client.toAsync().publishes(MqttGlobalPublishFilter.ALL, message -> heard.add(read(message)));
        client.connectWith().cleanSession(true).keepAlive(60).send();
        return new Device(client, version, token, heard);
    }

    private static Heard read(Mqtt3Publish message) {
        return new Heard(
                message.getTopic().toString(), new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8));
    }

    /** The same connection speaking for another token or naming another version. */
    public Device as(String otherVersion, String otherToken) {
        return new Device(client, otherVersion, otherToken, heard);
    }

    /** The topic of a resource of the metadata extension. */
    public String topic(String resource) {
        return "kp1/" + version + "/epmx/" + token + "/" + resource;
    }

    /** Publishes and expects nothing. */
    public void publish(String topic, String payload) {
        publish(topic, payload, MqttQos.AT_MOST_ONCE);
    }

    /** Publishes at that quality of service, and waits for the acknowledgement if it has one. */
    public void publish(String topic, String payload, MqttQos quality) {
        client.publishWith()
                .topic(topic)
                .qos(quality)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    /** Sends a request to a resource of the metadata extension, for example {@code update/keys}, and waits. */
    public Answer ask(String resource, String payload) {
        return ask(resource, Integer.toString(requests.getAndIncrement()), payload);
    }

    /** The same with a given request ID. */
    public Answer ask(String resource, String requestId, String payload) {
        String topic = topic(resource) + "/" + requestId;
        publish(topic, payload);
        return await(topic);
    }

    /** The answer to what was published on a topic, now or later; taken away, so that a second one is another. */
    public Answer await(String topic) {
        Heard answer = Await.value(
                Await.LONG,
                () -> answerTo(topic),
                () -> "no answer on " + topic + "/status or /error; heard " + heard + ", connected: " + connected());
        heard.remove(answer);
        return new Answer(answer.topic.endsWith("/status"), answer.payload);
    }

    private Optional<Heard> answerTo(String topic) {
        return heard.stream()
                .filter(message -> message.topic.equals(topic + "/status") || message.topic.equals(topic + "/error"))
                .findFirst();
    }

    /** Everything heard and not taken by {@link #await}. */
    public List<Heard> heard() {
        return List.copyOf(heard);
    }

    /** Whether the server still holds the connection. */
    public boolean connected() {
        return client.getState().isConnected();
    }

    @Override
    public void close() {
        try {
            client.disconnect();
        } catch (MqttClientStateException endedByTheServer) {
            // Then there is nothing left to end.
            return;
        }
    }
}
