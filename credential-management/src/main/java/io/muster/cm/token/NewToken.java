package io.muster.cm.token;

import io.muster.cm.credential.Validity;
import java.util.Optional;

/**
 * Wish for a new token.
 *
 * @param endpointId endpoint it is to belong to; not checked against EPR, which calls while it registers the endpoint
 * @param application existing application
 * @param value the token, {@code ^[^+#/.]+$}; generated when empty
 * @param validity when it is accepted
 */
public record NewToken(String endpointId, String application, Optional<String> value, Validity validity) {

    /** Never the value: it is a secret. */
    @Override
    public String toString() {
        return "NewToken[endpointId=" + endpointId + ", application=" + application + ", validity=" + validity + "]";
    }
}
