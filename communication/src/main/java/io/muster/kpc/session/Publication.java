package io.muster.kpc.session;

import java.util.Optional;

/**
 * A message from a device.
 *
 * @param topic as it was sent
 * @param qos 0 to 2; the answer is given the same
 * @param response where MQTT 5 clients want the answer instead of the topic of 1/KP
 */
@SuppressWarnings("ArrayRecordComponent") // the payload is handed through, never compared
public record Publication(String topic, byte[] payload, int qos, Optional<Response> response) {

    private static final byte[] NOTHING = new byte[0];

    /** Not the topic, which may hold the token. */
    @Override
    public String toString() {
        return "Publication[topic=[hidden], qos=" + qos + "]";
    }

    /** This without its payload. */
    Publication sent() {
        return new Publication(topic, NOTHING, qos, response);
    }

    /**
     * Request and response of MQTT 5.
     *
     * @param topic where the answer goes; empty for the topic of 1/KP
     * @param correlation given back with the answer; may be empty
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    public record Response(Optional<String> topic, Optional<byte[]> correlation) {

        /** Not the topic, which may hold the token. */
        @Override
        public String toString() {
            return "Response[hidden]";
        }
    }
}
