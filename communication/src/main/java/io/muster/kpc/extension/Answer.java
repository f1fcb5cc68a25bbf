package io.muster.kpc.extension;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.contract.kp.KpError;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.kaaproject.ipc.esp.gen.v1.ExtensionData;

/**
 * What an extension says to a device, an answer or a push.
 *
 * @param payload as the extension gave it, maybe empty
 * @param status in the numbers of HTTP
 */
@SuppressWarnings("ArrayRecordComponent") // the payload is handed through, never compared
public record Answer(
        String correlationId,
        Optional<String> version,
        Optional<String> extension,
        Optional<String> endpointId,
        String resourcePath,
        OptionalInt requestId,
        byte[] payload,
        int status,
        Optional<String> reason) {

    static Answer of(ExtensionData data) {
        return new Answer(
                data.getCorrelationId(),
                data.getAppVersionName(),
                data.getExtensionInstanceName(),
                data.getEndpointId(),
                data.getResourcePath(),
                data.getRequestId().map(OptionalInt::of).orElseGet(OptionalInt::empty),
                data.getPayload().map(Answer::bytes).orElseGet(() -> new byte[0]),
                data.getStatusCode(),
                data.getReasonPhrase());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Whether it goes to {@code /status}; anything else goes to {@code /error}. */
    public boolean success() {
        return status >= 200 && status < 300;
    }

    /** What the device gets: the payload of a success; of a failure always a 1/KP error. */
    public byte[] body() {
        return success() || isError(payload) ? payload : new KpError(status, phrase()).encode();
    }

    private String phrase() {
        return reason.filter(text -> !text.isBlank())
                .orElseGet(() -> Kind.ofStatus(status).map(Kind::phrase).orElse("The extension refused the request"));
    }

    private static boolean isError(byte[] payload) {
        try {
            return payload.length > 0 && KpError.decode(payload).statusCode() >= 0;
        } catch (Refused otherForm) {
            return false;
        }
    }
}
