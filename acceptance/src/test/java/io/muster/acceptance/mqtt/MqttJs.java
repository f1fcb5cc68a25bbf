package io.muster.acceptance.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;

/** MQTT.js in a process of Node.js. */
public final class MqttJs implements Connection {
    private static final int RECONNECT_MILLIS = 1_000;

    private final NodeConnections node = NodeConnections.running();
    private final int number = node.add(this::told);
    private final Inbox inbox = new Inbox();
    private volatile boolean connected;
    private volatile OptionalInt dismissal = OptionalInt.empty();

    private MqttJs() {}

    static MqttJs connect(Login login, int protocolVersion) {
        MqttJs connection = new MqttJs();
        JsonNode answer = connection.node.order(
                connection.number,
                "connect",
                object().put("url", login.server().toString()).set("options", options(login, protocolVersion)));
        if (answer.has("failure")) {
            throw new LoginRefused(
                    answer.path("reason").asInt(-1),
                    new IOException(answer.path("failure").asText()));
        }
        return connection;
    }

    private static ObjectNode options(Login login, int protocolVersion) {
        ObjectNode options = object().put("protocolVersion", protocolVersion)
                .put("clientId", login.clientId())
                .put("keepalive", login.keepAlive())
                .put("clean", login.clean())
                .put("reconnectPeriod", login.reconnecting() ? RECONNECT_MILLIS : 0);
        login.authority().ifPresent(authority -> options.put("ca", read(authority)));
        login.will().ifPresent(will -> options.putObject("will")
                .put("topic", will.topic())
                .put("payload", will.payload())
                .put("qos", will.qos())
                .put("retain", will.retain()));
        return options;
    }

    private void told(JsonNode line) {
        if (line.has("heard")) {
            inbox.add(message(line.path("heard")));
        } else if (line.has("dismissed")) {
            dismissal = OptionalInt.of(line.path("dismissed").asInt());
        } else {
            connected = line.path("connected").asBoolean();
        }
    }

    private static Message message(JsonNode heard) {
        Map<String, String> properties = new LinkedHashMap<>();
        heard.path("properties")
                .properties()
                .forEach(property ->
                        properties.put(property.getKey(), property.getValue().asText()));
        return new Message(
                heard.path("topic").asText(),
                heard.path("payload").asText(),
                heard.path("qos").asInt(),
                heard.path("retain").asBoolean(),
                text(heard.path("correlation")),
                text(heard.path("responseTopic")),
                properties);
    }

    private static Optional<String> text(JsonNode member) {
        return Optional.of(member).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    @Override
    public int publish(Message message) {
        ObjectNode order = object().put("topic", message.topic()).put("payload", message.payload());
        ObjectNode options =
                order.putObject("options").put("qos", message.qos()).put("retain", message.retain());
        ObjectNode properties = object();
        message.correlation().ifPresent(data -> properties.put("correlationData", data));
        message.responseTopic().ifPresent(topic -> properties.put("responseTopic", topic));
        if (!properties.isEmpty()) {
            options.set("properties", properties);
        }
        JsonNode answer = node.order(number, "publish", order);
        if (!answer.has("reason")) {
            throw new AssertionError("MQTT.js cannot publish: " + answer);
        }
        return answer.path("reason").asInt();
    }

    @Override
    public List<Integer> subscribe(int qos, List<String> filters) {
        ObjectNode order = object();
        order.putObject("options").put("qos", qos);
        JsonNode answer = done("subscribe", with(filters, order));
        return StreamSupport.stream(answer.path("reasons").spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }

    @Override
    public void unsubscribe(List<String> filters) {
        done("unsubscribe", with(filters, object()));
    }

    private static ObjectNode with(List<String> filters, ObjectNode order) {
        filters.forEach(order.withArray("filters")::add);
        return order;
    }

    private JsonNode done(String what, ObjectNode details) {
        JsonNode answer = node.order(number, what, details);
        if (answer.has("failure")) {
            throw new AssertionError("MQTT.js cannot " + what + ": " + answer);
        }
        return answer;
    }

    @Override
    public Inbox inbox() {
        return inbox;
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @Override
    public OptionalInt dismissal() {
        return dismissal;
    }

    /** Cuts the connection without DISCONNECT. */
    public void drop() {
        done("drop", object());
    }

    @Override
    public void close() {
        done("disconnect", object());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
