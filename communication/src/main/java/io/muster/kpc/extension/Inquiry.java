package io.muster.kpc.extension;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a device wants from an extension.
 *
 * @param endpointId who speaks; empty for an extension that does not deal with endpoints
 * @param resourcePath with its first slash, without token and request ID
 * @param requestId empty if the device waits for no answer
 */
@SuppressWarnings("ArrayRecordComponent") // the payload is handed through, never compared
public record Inquiry(
        String version,
        String extension,
        Optional<String> endpointId,
        String resourcePath,
        OptionalInt requestId,
        byte[] payload) {
    private static final byte[] NOTHING = new byte[0];

    /** This without its payload, which nobody needs once it is sent. */
    Inquiry sent() {
        return new Inquiry(version, extension, endpointId, resourcePath, requestId, NOTHING);
    }

    /** Whether the answer is one to this. */
    boolean fits(Answer answer) {
        return requestId.equals(answer.requestId()) && resourcePath.equals(answer.resourcePath());
    }
}
