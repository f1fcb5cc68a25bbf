package io.muster.acceptance.mqtt;

import java.util.List;
import java.util.OptionalInt;

/** One MQTT connection, whatever library holds it. */
public interface Connection extends AutoCloseable {

    /** What {@link #publish} gives while a client is away. */
    int NOT_SENT = -1;

    /**
     * Publishes and waits for the acknowledgement, if there is one; its reason code, 0 for MQTT 3.1.1. A client that
     * comes back by itself may also send it when it is back.
     */
    int publish(Message message);

    /** Publishes at QoS 0. */
    default void publish(String topic, String payload) {
        publish(Message.of(topic, payload));
    }

    /** Subscribes to all of them at once; the reason codes of SUBACK. */
    List<Integer> subscribe(int qos, List<String> filters);

    /** Unsubscribes all of them at once and waits for UNSUBACK. */
    void unsubscribe(List<String> filters);

    /** What comes, subscribed to or not. */
    Inbox inbox();

    /** Whether the server holds the connection. */
    boolean connected();

    /** The reason of the DISCONNECT that the server has sent, which only MQTT 5 knows. */
    OptionalInt dismissal();

    /** Sends DISCONNECT; without effect when the connection is gone. */
    @Override
    void close();
}
