package io.muster.acceptance.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import io.muster.acceptance.mqtt.Connection;
import io.muster.acceptance.mqtt.HiveMq3;
import io.muster.acceptance.mqtt.Login;
import io.muster.acceptance.mqtt.LoginRefused;
import io.muster.acceptance.mqtt.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A device that never subscribes: it publishes on the topics of its application version and token and listens to
 * whatever comes.
 */
public final class Device implements AutoCloseable {
    private final Connection connection;
    private final String version;
    private final String token;
    private final AtomicInteger requests = new AtomicInteger();

    private Device(Connection connection, String version, String token) {
        this.connection = connection;
        this.version = version;
        this.token = token;
    }

    /**
     * An answer to a request.
     *
     * @param ok whether it came on {@code /status}, not on {@code /error}
     */
    public record Answer(boolean ok, String payload) {
        /** The payload as JSON. */
        public JsonNode json() {
            return Tree.of(payload);
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

    /** Connects with MQTT 3.1.1, without user name and with a clean session. */
    public static Device connect(int port, String version, String token) {
        return over(HiveMq3.connect(Login.tcp(port)), version, token);
    }

    /** Connects as {@link #connect} does; empty when nobody accepts it in time. */
    public static Optional<Device> tryConnect(int port, String version, String token, Duration patience) {
        try {
            return Optional.of(over(HiveMq3.connect(Login.tcp(port).within(patience)), version, token));
        } catch (ConnectionFailedException | ConnectionClosedException | LoginRefused notAccepted) {
            return Optional.empty();
        }
    }

    /** The device of that token on a connection, which ends with it. */
    public static Device over(Connection connection, String version, String token) {
        return new Device(connection, version, token);
    }

    /** The same connection speaking for another token or naming another version. */
    public Device as(String otherVersion, String otherToken) {
        return new Device(connection, otherVersion, otherToken);
    }

    /** The topic of a resource of the metadata extension. */
    public String topic(String resource) {
        return topic("epmx", resource);
    }

    /** The topic of a resource of an extension. */
    public String topic(String extension, String resource) {
        return "kp1/" + version + "/" + extension + "/" + token + "/" + resource;
    }

    /** Publishes and expects nothing. */
    public void publish(String topic, String payload) {
        connection.publish(topic, payload);
    }

    /** Publishes at that quality of service, and waits for the acknowledgement if it has one. */
    public void publish(String topic, String payload, int qos) {
        connection.publish(Message.of(topic, payload).at(qos));
    }

    /** Sends a request to a resource of the metadata extension, for example {@code update/keys}, and waits. */
    public Answer ask(String resource, String payload) {
        return ask(resource, Integer.toString(requests.getAndIncrement()), payload);
    }

    /** Sends a request as {@link #ask} does; empty when no answer came in time or the connection is gone. */
    public Optional<Answer> tryAsk(String resource, String payload, Duration patience) {
        String topic = topic(resource) + "/" + requests.getAndIncrement();
        if (connection.publish(Message.of(topic, payload)) == Connection.NOT_SENT) {
            return Optional.empty();
        }
        return connection
                .inbox()
                .within(patience, answering(topic), () -> !connected())
                .map(Device::answer);
    }

    /** The same with a given request ID. */
    public Answer ask(String resource, String requestId, String payload) {
        String topic = topic(resource) + "/" + requestId;
        publish(topic, payload);
        return await(topic);
    }

    /** The answer to what was published on a topic, now or later; taken away, so that a second one is another. */
    public Answer await(String topic) {
        return answer(connection.inbox().await(topic + "/status or /error", answering(topic)));
    }

    private static Predicate<Message> answering(String topic) {
        return message ->
                message.topic().equals(topic + "/status") || message.topic().equals(topic + "/error");
    }

    private static Answer answer(Message message) {
        return new Answer(message.topic().endsWith("/status"), message.payload());
    }

    /** Everything heard and not taken by {@link #await}. */
    public List<Message> heard() {
        return connection.inbox().messages();
    }

    /** The connection itself. */
    public Connection connection() {
        return connection;
    }

    /** Whether the server still holds the connection. */
    public boolean connected() {
        return connection.connected();
    }

    @Override
    public void close() {
        connection.close();
    }
}
