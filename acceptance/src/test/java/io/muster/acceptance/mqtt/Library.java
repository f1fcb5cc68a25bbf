package io.muster.acceptance.mqtt;

/** A client library with a version of MQTT. What clients rely on is tested with each of them. */
public enum Library {
    /** HiveMQ MQTT Client for Java, MQTT 3.1.1. */
    HIVEMQ_3,
    /** HiveMQ MQTT Client for Java, MQTT 5. */
    HIVEMQ_5,
    /** MQTT.js for Node.js, MQTT 3.1.1. */
    MQTT_JS_3,
    /** MQTT.js for Node.js, MQTT 5. */
    MQTT_JS_5;

    /**
     * Connects.
     *
     * @throws LoginRefused if CONNACK says no
     */
    public Connection connect(Login login) {
        return switch (this) {
            case HIVEMQ_3 -> HiveMq3.connect(login);
            case HIVEMQ_5 -> HiveMq5.connect(login);
            case MQTT_JS_3 -> MqttJs.connect(login, 4);
            case MQTT_JS_5 -> MqttJs.connect(login, 5);
        };
    }

    /** Whether it speaks MQTT 5. */
    public boolean five() {
        return switch (this) {
            case HIVEMQ_3, MQTT_JS_3 -> false;
            case HIVEMQ_5, MQTT_JS_5 -> true;
        };
    }
}
