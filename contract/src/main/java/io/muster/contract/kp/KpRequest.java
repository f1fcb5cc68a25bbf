package io.muster.contract.kp;

import io.muster.contract.name.EndpointToken;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a 1/KP topic asks for.
 *
 * @param topic the topic, with the application version and the extension
 * @param token the endpoint token, present if and only if the extension deals with endpoints
 * @param resourcePath what the extension is asked for, with a leading slash and without the request ID
 * @param requestId the number under which the device waits for the answer, 0 to 2147483647; empty if it does not wait
 */
public record KpRequest(KpTopic topic, Optional<EndpointToken> token, String resourcePath, OptionalInt requestId) {
    /** Where the answer goes if all went well: the topic exactly as written, leading zeros of the ID included. */
    public String statusTopic() {
        return KpTopic.status(topic.text());
    }

    /** Where the answer goes if something went wrong. */
    public String errorTopic() {
        return KpTopic.error(topic.text());
    }
}
