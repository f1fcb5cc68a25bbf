package io.muster.epr.registration;

import io.muster.contract.name.EndpointToken;
import java.util.Optional;

/** What registration needs of Credential Management. */
public interface TokenProvisioning {

    /**
     * Stores the first token of an endpoint that is about to exist.
     *
     * @param wanted the token; absent to have one made
     * @throws io.muster.contract.error.Refused 409 when the token is in use in the application; 503 or 504 when Credential
     *     Management cannot be reached, in which case the token may or may not be stored
     */
    Token provision(String endpointId, String application, Optional<EndpointToken> wanted);

    /**
     * Deletes all tokens of an endpoint that did not come to exist. Succeeds when there are none.
     *
     * @throws io.muster.contract.error.Refused when Credential Management cannot be reached
     */
    void drop(String endpointId);

    /** The way to store a token that is made here together with its endpoint; empty where their databases are not one. */
    default Optional<FirstTokens> together() {
        return Optional.empty();
    }

    /**
     * A token as it was stored.
     *
     * @param value what the device presents
     * @param status its status, {@code Inactive} for a fresh one
     */
    record Token(EndpointToken value, String status) {}
}
