package io.muster.kpc.session;

import io.muster.contract.error.Refusal;
import io.muster.contract.kp.KpError;
import io.muster.contract.kp.KpTopic;
import io.muster.kpc.extension.Answer;
import java.util.Optional;

/**
 * A message to a device.
 *
 * @param correlation MQTT 5 correlation data of the request that is answered
 * @param status how it went, in the numbers of HTTP; told to MQTT 5 clients that have chosen the topic themselves
 */
@SuppressWarnings("ArrayRecordComponent") // the payload is handed through, never compared
public record Delivery(String topic, byte[] payload, int qos, Optional<byte[]> correlation, int status) {

    /** Not the topic, which may hold the token. */
    @Override
    public String toString() {
        return "Delivery[topic=[hidden], qos=" + qos + ", status=" + status + "]";
    }

    /** The answer of an extension to {@code request}. */
    static Delivery answer(Publication request, Answer answer) {
        return to(request, answer.success(), answer.body(), answer.status());
    }

    /** A refusal of {@code request}. */
    static Delivery refusal(Publication request, Refusal refusal) {
        return to(request, false, KpError.of(refusal).encode(), refusal.status());
    }

    private static Delivery to(Publication request, boolean success, byte[] payload, int status) {
        String usual = success ? KpTopic.status(request.topic()) : KpTopic.error(request.topic());
        return new Delivery(
                request.response().flatMap(Publication.Response::topic).orElse(usual),
                payload,
                request.qos(),
                request.response().flatMap(Publication.Response::correlation),
                status);
    }
}
