package io.muster.acceptance.mqtt;

import java.util.Map;
import java.util.Optional;

/**
 * A message that a client sends or has received.
 *
 * @param correlation correlation data of MQTT 5
 * @param responseTopic where MQTT 5 wants the answer
 * @param properties user properties of MQTT 5
 */
public record Message(
        String topic,
        String payload,
        int qos,
        boolean retain,
        Optional<String> correlation,
        Optional<String> responseTopic,
        Map<String, String> properties) {

    /** As most devices send it: QoS 0 and nothing else. */
    public static Message of(String topic, String payload) {
        return new Message(topic, payload, 0, false, Optional.empty(), Optional.empty(), Map.of());
    }

    /** The same with another quality of service. */
    public Message at(int newQos) {
        return new Message(topic, payload, newQos, retain, correlation, responseTopic, properties);
    }

    /** The same with the flag RETAIN. */
    public Message retained() {
        return new Message(topic, payload, qos, true, correlation, responseTopic, properties);
    }

    /** The same with correlation data. */
    public Message correlated(String data) {
        return new Message(topic, payload, qos, retain, Optional.of(data), responseTopic, properties);
    }

    /** The same with a response topic. */
    public Message answeredOn(String answers) {
        return new Message(topic, payload, qos, retain, correlation, Optional.of(answers), properties);
    }
}
